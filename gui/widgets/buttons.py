"""The form's quiet buttons, drawn in the colours of the text around them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QToolButton, QWidget

RING = 4.0  # radius of the ring around the button that has the focus
CHEVRON = 7.0  # width in pixels
SIXTEENTHS = 16  # Qt's arcs are in sixteenths of a degree


class QuietButton(QToolButton):
    """A button without a frame: muted, lit under the mouse, with a ring when it has the focus."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring, then the rest."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._ink(), 1.0))
        if self.hasFocus():
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RING, RING)
        self.draw(painter)

    def draw(self, painter: QPainter) -> None:
        """Draw what the button shows, with the pen as it is."""
        raise NotImplementedError

    def _ink(self) -> QColor:
        lit = self.underMouse() or self.hasFocus()
        return self.palette().color(QPalette.ColorRole.Accent if lit else QPalette.ColorRole.PlaceholderText)


class ResetButton(QuietButton):
    """The way back to a default: an arrow bent back. It keeps its room while it is hidden."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """Return a square a little higher than the text beside it."""
        side = round(self.fontMetrics().height() * 1.3)
        return QSize(side, side)

    def draw(self, painter: QPainter) -> None:
        """Draw three quarters of a circle that end in a point."""
        radius = self.height() * 0.22
        painter.setPen(QPen(painter.pen().color(), self.height() / 14))
        painter.translate(QRectF(self.rect()).center())
        painter.drawArc(QRectF(-radius, -radius, 2 * radius, 2 * radius), 130 * SIXTEENTHS, -290 * SIXTEENTHS)
        painter.rotate(-40)
        painter.setBrush(painter.pen().color())
        painter.setPen(Qt.PenStyle.NoPen)
        tip = (QPointF(-0.7, -1.0), QPointF(0.3, -1.7), QPointF(0.3, -0.3))
        painter.drawPolygon(QPolygonF([point * radius for point in tip]))


class LinkButton(QuietButton):
    """A button that is its text."""

    indent = CHEVRON

    def sizeHint(self) -> QSize:
        """Return the room for the text."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text()) + self.indent + CHEVRON
        return QSize(round(width), round(metrics.height() * 1.4))

    def draw(self, painter: QPainter) -> None:
        """Draw the text."""
        text = QRectF(self.rect()).adjusted(self.indent, 0, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self.text())


class MoreButton(LinkButton):
    """Unfolds what is asked for seldom; checked while it is unfolded."""

    indent = 2.5 * CHEVRON

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCheckable(True)

    def draw(self, painter: QPainter) -> None:
        """Draw a chevron, down when unfolded, and the text."""
        draw_chevron(painter, QPointF(CHEVRON, self.height() / 2), 0 if self.isChecked() else -90)
        super().draw(painter)


def draw_chevron(painter: QPainter, center: QPointF, angle: float) -> None:
    """Draw an open arrow head in the pen's colour; it points down, turned by `angle` degrees."""
    painter.save()
    painter.setPen(QPen(painter.pen().color(), CHEVRON / 5))
    painter.translate(center)
    painter.rotate(angle)
    points = (QPointF(-0.5, -0.25), QPointF(0, 0.25), QPointF(0.5, -0.25))
    painter.drawPolyline([point * CHEVRON for point in points])
    painter.restore()
