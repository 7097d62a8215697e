"""The run that is looked at."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from training.runs.run import Run


class Selection(QObject):
    """Which run plots, table and tabs tell of.

    Attributes:
        run: None while there is none; then they tell of the form's plan.
    """

    changed = Signal(object)  # a Run is looked at, or has become another one

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run: Run | None = None

    def choose(self, run: Run) -> None:
        """Look at this run, or at what it has become."""
        self.run = run
        self.changed.emit(run)
