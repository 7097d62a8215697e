"""Takes back the last deletion, for a while."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.widgets.info_bar import InfoBar
from gui.widgets.timers import single_shot

TIMEOUT_MS = 15_000


class UndoBar(InfoBar):
    """Offers to undo; nothing can be undone once it has gone."""

    undo_wanted = Signal()  # what was done is to be taken back

    def __init__(self, parent: QWidget) -> None:
        super().__init__("bar.undo", parent, beside=True)
        self.button = self.add_button("runs.undo", "Undo", "Bring back what was deleted (Ctrl+Z)")
        self.button.clicked.connect(self.undo)
        self._timer = single_shot(self, TIMEOUT_MS)
        self._timer.timeout.connect(self.withdraw)

    def offer(self, done: str) -> None:
        """Say what was done, and offer to undo it."""
        self.say(done)
        self._timer.start()

    def undo(self) -> None:
        """Ask for it to be taken back."""
        self.withdraw()
        self.undo_wanted.emit()

    def withdraw(self) -> None:
        """Offer it no longer."""
        self._timer.stop()
        self.say("")
