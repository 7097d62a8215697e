"""What the schedule spends, beside schedules that were kept for comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from gui.panels.schedule.kept_row import KeptRow
from gui.panels.schedule.scheduler_card import SPACING, emptied, in_words, title_label
from gui.widgets.appearance import Appearance
from gui.widgets.labels import NoteLabel
from gui.widgets.scale import Scale
from gui.widgets.share_bars import ShareBars
from gui.widgets.sparkline import Line, Sparkline
from training.experiment.experiment import Experiment
from training.schedule.budget import Budget, lengths_differ, scaled

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.preview import Schedule

PICTURE = QSize(200, 96)
MOST_KEPT = 5  # colours that differ from the present schedule's


class Spent(NamedTuple):
    """A schedule, what it spends, and the experiment that it belongs to."""

    experiment: Experiment
    schedule: Schedule
    budget: Budget


def spent_words(budget: Budget, epochs: int, first: int = 1) -> str:
    """Return what a schedule of so many epochs spends; `first` is the number of the first one, 1 or 0."""
    counted = "1 epoch" if epochs == 1 else f"{epochs:,} epochs"
    half = budget.half_life and f" Half of it is spent by the end of epoch {budget.half_life - 1 + first:,}."
    return f"Area under the rate {budget.area:.4g}: {counted} at {budget.mean:.3g} on average.{half or ''}"


class BudgetSection(QWidget):
    """Tells the area under the rate and the share of steps at each rate."""

    comparison_changed = Signal()  # other schedules are kept now; the factors for equal area are wanted
    experiment_chosen = Signal(object)  # the present Experiment with its rates times such a factor

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._present: Spent | None = None
        self._factors: list[float] = []
        self.kept: list[Spent] = []
        self._rows: list[KeptRow] = []
        self._words = NoteLabel("summary", self)
        self._share = NoteLabel("hint", self)
        self._bars = ShareBars(appearance, self)
        self._picture = Sparkline(appearance, PICTURE, self, ground="surface")
        self._keep = QPushButton("Keep for comparison", self)
        self._keep.setObjectName("budget.keep")
        self._keep.setEnabled(False)
        self._equal = QToolButton(self)
        self._equal.setObjectName("budget.equal_area")
        self._equal.setText("At equal area")
        self._equal.setToolTip("Draw the kept schedules with their rates scaled to the area of the present one")
        self._equal.setCheckable(True)
        self._equal.setProperty("role", "switch")
        self._keep.clicked.connect(self._on_keep_clicked)
        self._equal.toggled.connect(self._draw)
        self._arrange()
        self._show_rows()

    def show_budget(self, present: Spent, factors: Sequence[float]) -> None:
        """Show what the schedule spends, and the factors on its rates that give it each kept schedule's area."""
        self._present, self._factors = present, list(factors)
        budget, epochs = present.budget, len(present.schedule.lr)
        note = present.experiment.optimizer.rate_note
        self._words.say(f"{spent_words(budget, epochs, self._appearance.first_epoch)} {note}".rstrip())
        steps = "epochs" if present.schedule.per_epoch == 1 else "batches"
        self._share.say(f"Share of the {steps} at each rate:")
        self._bars.show_shares(budget.shares, steps)
        self._show_rows()

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._keep)
        buttons.addStretch(1)
        buttons.addWidget(self._equal)
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACING)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        for part in (title_label("Budget"), self._words, self._share, self._bars, self._picture):
            layout.addWidget(part)
        layout.addLayout(self._list)
        layout.addLayout(buttons)

    def _show_rows(self) -> None:
        emptied(self._rows)
        self._rows = []
        for place, (kept, factor) in enumerate(zip(self.kept, self._factors, strict=False)):
            row = self._row(place, kept, factor)
            row.removed.connect(lambda place=place: self._remove(place))
            row.chosen.connect(lambda factor=factor: self._choose(factor))
            self._list.addWidget(row)
            row.show()
            self._rows.append(row)
        self._keep.setEnabled(self._present is not None and len(self.kept) < MOST_KEPT)
        self._picture.setVisible(bool(self._rows))
        self._equal.setVisible(bool(self._rows))
        self._draw()

    def _row(self, place: int, kept: Spent, factor: float) -> KeptRow:
        name = in_words(kept.experiment.scheduler)
        note = lengths_differ(self._present.schedule, kept.schedule) if self._present else ""
        row = KeptRow(place, name, factor, self._appearance, self)
        row.show_area(kept.budget.area, note)
        return row

    def _draw(self) -> None:
        if self._present is None:
            return
        equal = self._equal.isChecked()
        longest = max(len(one.schedule.lr) for one in (self._present, *self.kept))
        lines = [
            _line(kept, longest, factor if equal and 0 < factor < float("inf") else 1, place + 1)
            for place, (kept, factor) in enumerate(zip(self.kept, self._factors, strict=False))
        ]
        lines.append(_line(self._present, longest))
        # an area is seen on a linear axis only
        self._picture.show_lines(lines, Scale.around((line.rates for line in lines), may_be_log=False))

    def _on_keep_clicked(self) -> None:
        if self._present is not None:
            self.kept.append(self._present)
            self.comparison_changed.emit()

    def _remove(self, place: int) -> None:
        del self.kept[place]
        self.comparison_changed.emit()

    def _choose(self, factor: float) -> None:
        if self._present is not None:
            self.experiment_chosen.emit(scaled(self._present.experiment, factor))


def _line(spent: Spent, longest: int, divisor: float = 1.0, color: str | int = "accent") -> Line:
    """Return the rates to draw on an axis with room for the longest schedule."""
    rates, part = spent.schedule.rates[0, :-1] / divisor, len(spent.schedule.lr) / longest
    return Line(rates, color, dashed=color != "accent", part=part)
