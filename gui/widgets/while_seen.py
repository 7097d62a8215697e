"""Only what is seen computes: whatever lies behind another tab is stale until it is shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class WhileSeen(QObject):
    """Has a widget follow changes while nothing covers it, and once it is shown if there were any meanwhile.

    Attributes:
        stale: whether the widget shows what was before the last change.
    """

    def __init__(self, widget: QWidget, follow: Callable[[], None]) -> None:
        """Call `follow` after each `change`, at once or when the widget is shown."""
        super().__init__(widget)
        self._widget, self._follow, self.stale = widget, follow, False
        widget.installEventFilter(self)

    def change(self, *_: object) -> None:
        """Follow what has changed; a slot for signals of any kind."""
        self.stale = True
        if not is_covered(self._widget):
            self.settle()

    def settle(self) -> None:
        """Follow now what has changed, seen or not."""
        if self.stale:
            self.stale = False
            self._follow()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Take up what came while the widget was covered."""
        if event.type() == QEvent.Type.Show:
            self.settle()
        return False


def is_covered(widget: QWidget) -> bool:
    """Whether another tab or page lies over a widget; what was never put anywhere is not covered."""
    part: QWidget | None = widget
    while part is not None:
        if part.isHidden() and part.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            return True
        part = part.parentWidget()
    return False
