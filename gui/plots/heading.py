"""The line above a plot: its title, and the numbers under the crosshair."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsWidget, QStyleOptionGraphicsItem, QWidget

from gui.widgets.appearance import Appearance

GAP = 14.0  # pixels between title and numbers


class Heading(QGraphicsWidget):
    """Plain text, never markup."""

    def __init__(self, title: str, appearance: Appearance) -> None:
        super().__init__()
        self._title = title
        self._appearance = appearance
        self.text = ""
        height = QFontMetricsF(self.font()).height() + 5
        self.setMinimumHeight(height)
        self.setMaximumHeight(height)

    def set_text(self, text: str) -> None:
        """Show the numbers."""
        if text != self.text:
            self.text = text
            self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw title and numbers in one line; too long numbers end in an ellipsis."""
        area = self.rect()
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(self._appearance.colors.muted))
        painter.drawText(area, flags, self._title)
        metrics = QFontMetricsF(painter.font())
        left = metrics.horizontalAdvance(self._title) + GAP if self._title else 0.0
        room = QRectF(left, area.top(), max(0.0, area.width() - left), area.height())
        painter.setPen(QColor(self._appearance.colors.text))
        text = metrics.elidedText(self.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, flags, text)
