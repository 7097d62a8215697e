"""One contestant of a race: its schedule, and how it is doing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QWidget

from gui.widgets.appearance import Appearance
from gui.widgets.labels import NoteLabel
from gui.widgets.sparkline import Line, Rates, Sparkline
from gui.widgets.theme import slot_of
from training.experiment.calls import call_of
from training.experiment.schedulers import SchedulerSettings
from training.runs.run import Run, Status, spoken

PICTURE = QSize(72, 40)
MARGIN = 8


class RaceLane(QFrame):
    """Shows a schedule, and its run once the race has begun."""

    removed = Signal()  # it does not take part any more

    def __init__(self, scheduler: SchedulerSettings, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.scheduler = scheduler
        self._rates: Rates | None = None
        self._color: str | int = "accent"
        self.setProperty("role", "card")
        self._picture = Sparkline(appearance, PICTURE, self)
        self._picture.setFixedSize(PICTURE)
        name = NoteLabel("title", self)
        name.say(call_of(scheduler))
        self._words = NoteLabel("summary", self)
        self.remove = QToolButton(self)
        self.remove.setText("✕")
        self.remove.setAccessibleName(f"Let {call_of(scheduler)} take no part")
        self.remove.setToolTip(self.remove.accessibleName())
        self.remove.clicked.connect(self.removed)
        layout = QGridLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setHorizontalSpacing(MARGIN)
        layout.setVerticalSpacing(2)
        layout.setColumnStretch(1, 1)
        layout.addWidget(self._picture, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(name, 0, 1)
        layout.addWidget(self._words, 1, 1, 1, 2)
        layout.addWidget(self.remove, 0, 2, Qt.AlignmentFlag.AlignTop)

    def show_rates(self, rates: Rates) -> None:
        """Draw the planned rate of each epoch."""
        self._rates = rates
        self._draw()

    def show_run(self, run: Run) -> None:
        """Say how the run is doing, in its colour."""
        self._color = slot_of(run.number)
        self._words.say(_in_words(run), "error" if run.status is Status.FAILED else "summary")
        self._draw()

    def _draw(self) -> None:
        if self._rates is not None:
            self._picture.show_lines([Line(self._rates, self._color)])


def _in_words(run: Run) -> str:
    trace = run.trace
    if run.message or not len(trace):
        return f"{spoken(run.number).capitalize()}. {run.message}".strip()
    last = trace[len(trace) - 1]
    loss = f"loss {last.loss:.4f}" if last.val_loss is None else f"validation loss {last.val_loss:.4f}"
    rates = trace.epoch_rates(len(trace) - 1)
    lr = f"{rates.lowest:.6g} to {rates.highest:.6g}" if rates.moves else f"{last.lr:.6g}"
    return f"{spoken(run.number).capitalize()}, epoch {last.epoch:,}: lr {lr}, {loss}"
