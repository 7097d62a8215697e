"""What the ways to learn have in common: a column of parts, which is entered, follows the form and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.widgets.layouts import Part, stack

if TYPE_CHECKING:
    from training.experiment.experiment import Experiment

MARGIN = 16


class Way(QWidget):
    """One way to learn."""

    experiment_wanted = Signal(object)  # an Experiment is to be put into the form
    page_wanted = Signal(str)  # where the window shows the subject, see Tour

    def arrange(self, *parts: Part) -> None:
        """Lay the parts out one below the other."""
        stack(self, parts, MARGIN).addStretch(1)

    def begin(self) -> None:
        """Go on where one was; the way is entered."""
        raise NotImplementedError

    def done(self) -> str:
        """Return how far one has come; nothing where nothing is kept."""
        return ""

    def follow(self, experiment: Experiment | None, rows: int | None) -> None:
        """Take the form's experiment; `rows`: of its training data, where they are loaded."""
