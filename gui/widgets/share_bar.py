"""A bar that shows how much of a whole is done."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

STEPS = 1000  # a QProgressBar counts in 32 bits, epochs may exceed them


class ShareBar(QProgressBar):
    """A bar without words."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, textVisible=False, maximum=STEPS)
        self.setAccessibleName(accessible_name)

    def show_share(self, done: int, wanted: int) -> None:
        """Be drawn with all else: a bar that is drawn at once has the whole window drawn with it."""
        steps = STEPS * done // max(1, wanted)
        if steps != self.value():
            self.setUpdatesEnabled(False)
            self.setValue(steps)
            self.setUpdatesEnabled(True)
