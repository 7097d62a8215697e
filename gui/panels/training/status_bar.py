"""The line below the window: one sentence, of which all can be read where there is room for a part only."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QStatusBar, QStyle, QStyleOption, QWidget

MARGIN = 6  # pixels before the sentence, and after it


class StatusBar(QStatusBar):
    """Ends a sentence that is too long with an ellipsis, and shows the rest as a tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.messageChanged.connect(self.setToolTip)

    @property
    def shown(self) -> str:
        """Return what there is room for."""
        return self.fontMetrics().elidedText(self.currentMessage(), Qt.TextElideMode.ElideRight, self._room().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what there is room for."""
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelStatusBar, option, painter, self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(self._room(), Qt.AlignmentFlag.AlignVCenter, self.shown)

    def _room(self) -> QRect:
        """Return the place before the first of the widgets on the right."""
        widgets = self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        end = min((widget.x() for widget in widgets if widget.isVisible()), default=self.width())
        return self.rect().adjusted(MARGIN, 0, end - self.width() - MARGIN, 0)
