"""Asks how a run is to go on, and shows what comes of it before anything is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gui.document.numbers import read_number, read_whole, show_number
from gui.forms.caution_label import CautionLabel
from gui.panels.training.prospect import Intent, Mode, Prospect
from gui.plots.futures_plot import FuturesPlot
from gui.widgets.appearance import Appearance
from gui.widgets.labels import NoteLabel
from gui.widgets.layouts import scrolled
from gui.widgets.messages import name_buttons
from gui.widgets.quiet_combo_box import QuietComboBox
from training.experiment.calls import call_of
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.schedulers import counted
from training.runs.run import spoken
from training.schedule.numbering import renumbered

if TYPE_CHECKING:
    from training.schedule.futures import Futures
    from training.schedule.pitfalls import Caution, Fix
    from training.schedule.preview import Schedule

SIZE = 560, 630
PLOT_HEIGHT = 190
CAUTION_HEIGHT = 110


class FutureDialog(QDialog):
    """Offers another rate, and the form's scheduler and optimizer, from an epoch on."""

    asked = Signal(object)  # a Prospect whose futures are to be shown
    agreed = Signal(object)  # the Prospect that the user wants

    def __init__(
        self, intent: Intent, form: Experiment | None, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        """Ask how its run is to go on; what the form holds is offered, too."""
        super().__init__(parent)
        self._mode, self._run, self._appearance = intent.mode, intent.run, appearance
        self._scheduler = form.scheduler if form else None
        self._optimizer = form.optimizer if form else None
        self.setWindowTitle(f"{self._mode.value} – {spoken(self._run.number)} {self._run.called}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build(intent.kept, appearance)
        self._arrange()
        self._follow()
        self.resize(*SIZE)
        appearance.changed.connect(self._restyle)

    @property
    def after(self) -> int:
        """Return the last epoch that stays as it was."""
        return int(self.epoch.currentData()) if self._mode is Mode.FORK else len(self._run.trace)

    def _restyle(self) -> None:
        first = self._appearance.first_epoch
        for place in range(self.epoch.count()):
            self.epoch.setItemText(place, str(self.epoch.itemData(place) - 1 + first))
        self._name_kept()
        self.ask()

    def show_futures(self, futures: Futures) -> None:
        """Draw what the asked prospect leads to."""
        self.plot.set_futures(futures.own, futures.edited)
        self.verdict.say(futures.sentence(self._appearance.first_epoch))

    def show_other(self, futures: Futures) -> None:
        """Draw what the run keeps, and beside it what the form's schedule would lead to."""
        self.plot.set_futures(futures.edited, futures.own)
        self.verdict.say(futures.if_chosen(self._appearance.first_epoch))

    def show_plan(self, schedule: Schedule) -> None:
        """Draw the schedule as it is, where nothing is to be changed."""
        self.plot.set_futures(schedule, schedule)
        self.verdict.say("")

    def show_problem(self, sentence: str) -> None:
        """Say why it cannot be done."""
        self.problem.say(renumbered(sentence, self._appearance.first_epoch))
        self.agree.setEnabled(not sentence)

    def show_cautions(self, cautions: Sequence[Caution]) -> None:
        """Show what the asked prospect is to be warned of."""
        self.cautions.show_cautions([caution.counted_from(self._appearance.first_epoch) for caution in cautions])
        self._caution_area.setVisible(bool(cautions))

    def prospect(self) -> Prospect:
        """Return what is asked for; raises ValueError with a sentence."""
        epochs, after = self._run.trace.experiment.epochs, self.after
        if self._mode is not Mode.CHANGE:
            epochs = int(self._read(self.epochs, read_whole, "Epochs in all"))
            if epochs <= after:
                raise ValueError(f"Epochs in all: {after} are trained already; give more.")
        optimizer = self._optimizer if self.optimizer.isChecked() else None
        scheduler = self._scheduler if self.scheduler.isChecked() else None
        lr = self._read(self.lr, read_number, "The rate") if self.rate.isChecked() and optimizer is None else None
        if lr is not None and lr < 0:
            raise ValueError("The rate: give 0 or more.")
        if lr is None and optimizer is None and scheduler is None:
            other = Edit(epoch=after + 1, scheduler=self._scheduler) if self.keep.isChecked() else None
            return Prospect(after, epochs, None, other)
        return Prospect(after, epochs, Edit(epoch=after + 1, lr=lr, optimizer=optimizer, scheduler=scheduler))

    def _build(self, kept: Sequence[int], appearance: Appearance) -> None:
        experiment = self._run.trace.experiment
        self.epoch = QuietComboBox(self)
        for epoch in reversed(kept):
            self.epoch.addItem(str(appearance.shown(epoch)), epoch)
        before_the_end = [epoch for epoch in kept if epoch < experiment.epochs]
        if before_the_end:
            self.epoch.setCurrentIndex(self.epoch.findData(before_the_end[len(before_the_end) // 2]))
        self.epochs = QLineEdit(str(self._suggested_epochs()), self)
        self.rate = QCheckBox("The &rate becomes", self)
        self.rate.setChecked(self._mode is Mode.CHANGE)
        self.lr = QLineEdit(self._suggested_rate(), self)
        self._build_stages()
        self.plot = FuturesPlot(appearance)
        self.plot.setFixedHeight(PLOT_HEIGHT)
        self.cautions = CautionLabel(self)
        self._caution_area = scrolled(self.cautions, CAUTION_HEIGHT)
        self.verdict, self.problem = NoteLabel("summary", self), NoteLabel("error", self)
        button = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(button.Ok | button.Cancel)
        self.agree = self._buttons.button(button.Ok)
        self.agree.setText(self._mode.value)
        name_buttons(self._buttons, "future")
        for name in ("epoch", "epochs", "rate", "lr", "keep", "scheduler", "optimizer"):
            getattr(self, name).setObjectName(f"future.{name}")
        self.epoch.setAccessibleName("Fork after epoch")
        self.epochs.setAccessibleName("Epochs in all")
        self.lr.setAccessibleName("The new rate")

    def _build_stages(self) -> None:
        """Make the choices of the form's stages; where it holds another schedule for the run, one of both is taken."""
        own = self._run.trace.experiment.phase(self.after + 1)
        asks = self._mode is Mode.GO_ON and self._scheduler not in (None, own.scheduler)
        self.keep = QRadioButton(self)
        self._name_kept()
        self.keep.setChecked(asks)
        self.keep.setVisible(asks)
        self.scheduler = QRadioButton(self) if asks else QCheckBox(self)
        self.optimizer = QCheckBox(self)
        self._name_stages("The form's")

    def _name_kept(self) -> None:
        own = self._run.trace.experiment.phase(self.after + 1)
        begun = self._appearance.shown(own.first)
        self.keep.setText(f"&Keep {call_of(own.scheduler)}, which counts from epoch {begun}")

    def _name_stages(self, whose: str) -> None:
        for box, name, stage in (
            (self.scheduler, "&scheduler", self._scheduler),
            (self.optimizer, "&optimizer", self._optimizer),
        ):
            box.setVisible(stage is not None)
            if stage is not None:
                box.setText(f"{whose} {name}: {call_of(stage)}")

    def _suggested_epochs(self) -> int:
        """Return the run's epochs; where all of them are trained and it is to go on, twice as many."""
        epochs, done = self._run.trace.experiment.epochs, len(self._run.trace)
        return 2 * done if self._mode is Mode.GO_ON and done >= epochs else epochs

    def _arrange(self) -> None:
        grid = QGridLayout()
        rows = (("Fork after epoch", self.epoch, Mode.FORK), ("Epochs in all", self.epochs, None))
        for row, (text, editor, only) in enumerate(rows):
            label = QLabel(text)
            label.setBuddy(editor)
            shown = only is self._mode if only else self._mode is not Mode.CHANGE
            for part, column in ((label, 0), (editor, 1)):
                part.setVisible(shown)
                grid.addWidget(part, row, column)
        grid.addWidget(self.rate, 2, 0)
        grid.addWidget(self.lr, 2, 1)
        for row, choice in enumerate((self.keep, self.scheduler, self.optimizer), 3):
            grid.addWidget(choice, row, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self._headline())
        layout.addLayout(grid)
        for part in (self.plot, self.verdict, self._caution_area, self.problem, self._buttons):
            layout.addWidget(part)
        layout.setStretchFactor(self.plot, 1)

    def _headline(self) -> NoteLabel:
        trace = self._run.trace
        label = NoteLabel("title", self)
        done = f"{len(trace):,} of {counted(trace.experiment.epochs, 'epoch', ',')} are trained."
        label.say(done if self._mode is Mode.FORK else f"{done} From the next one on:")
        return label

    def _follow(self) -> None:
        for check in (self.rate, self.scheduler, self.optimizer):
            check.toggled.connect(self.ask)
        for line in (self.epochs, self.lr):
            line.textEdited.connect(self.ask)
        self.epoch.currentIndexChanged.connect(self._on_epoch_changed)
        self._buttons.accepted.connect(self._on_accepted)
        self._buttons.rejected.connect(self.reject)
        self.cautions.fix_wanted.connect(self._on_fix_wanted)

    def _suggested_rate(self) -> str:
        """Return a tenth of the rate that the next epoch would use, in short."""
        rate = self._run.trace[self.after - 1].lr_after if self.after else 0.1
        return show_number(float(f"{rate / 10:.6g}"))

    def _on_epoch_changed(self) -> None:
        self.lr.setText(self._suggested_rate())
        self.ask()

    def ask(self) -> None:
        """Take in what was typed, and ask for what it leads to."""
        self.rate.setEnabled(not self.optimizer.isChecked())
        self.lr.setEnabled(self.rate.isEnabled() and self.rate.isChecked())
        try:
            prospect = self.prospect()
        except ValueError as error:
            self.show_problem(str(error))
            return
        changes_nothing = self._mode is not Mode.GO_ON and prospect.edit is None
        self.show_problem("Choose what is to change." if changes_nothing else "")
        self.asked.emit(prospect)

    def _on_accepted(self) -> None:
        try:
            prospect = self.prospect()
        except ValueError as error:
            self.show_problem(str(error))
            return
        self.agreed.emit(prospect)
        self.accept()

    def _on_fix_wanted(self, fix: Fix) -> None:
        """Change what is chosen here; the form stays as it is."""
        mended = self.prospect().mended(self._run.trace.experiment, fix)
        self.epochs.setText(str(mended.epochs))
        if mended.edit is not None:
            self._choose(mended.edit)
        self._buttons.setFocus()
        self.ask()

    def _choose(self, edit: Edit) -> None:
        if edit.lr is not None:
            self.lr.setText(show_number(edit.lr))
        self._scheduler = edit.scheduler or self._scheduler
        self._optimizer = edit.optimizer or self._optimizer
        self._name_stages("The mended")
        for box, chosen in ((self.scheduler, edit.scheduler), (self.optimizer, edit.optimizer)):
            box.setChecked(chosen is not None)

    def _read(self, line: QLineEdit, read: Callable[[str], float], name: str) -> float:
        try:
            return read(line.text())
        except ValueError as error:
            raise ValueError(f"{name}: {error or 'give a number'}.") from None
