"""The choice of what a plan assumes of a figure that only training can tell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.widgets.quiet_combo_box import QuietComboBox
from training.runs.run import Run, spoken

TIP = "What the planned rate assumes of the figure that the scheduler watches; training will tell the truth."
SHORTEST = 16  # characters


class AssumptionBox(QuietComboBox):
    """Lists shapes, the session's runs, and a curve of one's own."""

    shape_chosen = Signal(str)  # the name of a shape
    run_chosen = Signal(object)  # a Run whose figures are taken
    drawing_wanted = Signal()  # the user wants to draw the curve

    def __init__(self, shapes: Sequence[str], parent: QWidget | None = None) -> None:
        """Offer the shapes; the first one is chosen."""
        super().__init__(parent)  # type: ignore[arg-type]
        self._shapes = shapes
        self._offered: tuple[str, list[Run]] = ("", [])
        self.setObjectName("assumption")
        self.setAccessibleName("What the plan assumes")
        self.setToolTip(TIP)
        self.setMinimumContentsLength(SHORTEST)
        self.activated.connect(self._on_activated)

    def offer(self, figure: str, runs: Sequence[Run]) -> None:
        """Offer courses of this figure, and these runs' own; what is chosen stays."""
        if (figure, list(runs)) == self._offered:
            return
        chosen = max(0, self.currentIndex())
        self._offered = figure, list(runs)
        courses = [*self._shapes, "goes as drawn…", *(f"goes as in {spoken(run.number)}" for run in runs)]
        self.clear()
        self.addItems([f"if {figure} {course}" for course in courses])
        self.setCurrentIndex(min(chosen, len(courses) - 1))

    def _on_activated(self, index: int) -> None:
        if index < len(self._shapes):
            self.shape_chosen.emit(self._shapes[index])
        elif index == len(self._shapes):
            self.drawing_wanted.emit()
        else:
            self.run_chosen.emit(self._offered[1][index - len(self._shapes) - 1])
