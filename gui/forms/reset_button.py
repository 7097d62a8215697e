"""The small arrow that takes a field back to its default."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

SIDE = 1.3  # of the font's height
RADIUS = 0.24  # of the button's side
GAP, TURN = 30 * 16, 290 * 16  # where the arc begins and how far it goes, in sixteenths of a degree


class ResetButton(QAbstractButton):
    """An arrow bent back; keeps its room while it is hidden."""

    def __init__(self, parent: QWidget) -> None:
        """Make the button."""
        super().__init__(parent)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return a square that fits the text beside it."""
        side = round(self.fontMetrics().height() * SIDE)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow, and a ring around it when it has the focus."""
        lit = self.underMouse() or self.hasFocus()
        color = self.palette().color(QPalette.ColorRole.Accent if lit else QPalette.ColorRole.PlaceholderText)
        side = min(self.width(), self.height())
        radius, center = side * RADIUS, QRectF(self.rect()).center()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, side / 14))
        circle = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
        painter.drawArc(circle, 130 * 16, -TURN)
        if self.hasFocus():
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.setBrush(color)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.translate(center)
        painter.rotate(-40)
        tip = QPolygonF([QPointF(-radius * 0.6, -radius), QPointF(radius * 0.3, -radius * 1.7), QPointF(radius * 0.3, -radius * 0.3)])
        painter.drawPolygon(tip)
