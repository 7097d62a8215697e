"""How everything in the window is drawn and counted, in one object that says when it changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gui.widgets.theme import Colors


class Appearance(QObject):
    """The colours, and the number of the first epoch.

    What is painted reads them as it paints: Qt paints all anew where the scheme changes. What keeps pens, icons or
    words made of them follows `changed`.
    """

    changed = Signal()  # something looks otherwise from now on

    def __init__(self, colors: Colors, first_epoch: int = 1, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._colors, self._first_epoch = colors, first_epoch

    @property
    def colors(self) -> Colors:
        """Return the colours of the present scheme."""
        return self._colors

    @property
    def first_epoch(self) -> int:
        """Return the number of the first epoch, 1 or 0."""
        return self._first_epoch

    def shown(self, epoch: int) -> int:
        """Return the number that an epoch, counted from 1, is written with."""
        return epoch - 1 + self._first_epoch

    def set_colors(self, colors: Colors) -> None:
        """Take another scheme's colours."""
        if colors != self._colors:
            self._colors = colors
            self.changed.emit()

    def set_first_epoch(self, first: int) -> None:
        """Count epochs from 1 or from 0."""
        if first != self._first_epoch:
            self._first_epoch = first
            self.changed.emit()
