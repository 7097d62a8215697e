"""A field in which a rate is drawn with the mouse, epoch by epoch."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.widgets.appearance import Appearance
from gui.widgets.scale import Rates, Scale
from gui.widgets.sparkline import CORNER, Line, draw, outline

SIZE = QSize(240, 180)
GAP = 6  # pixels


class DrawingCanvas(QWidget):
    """Shows the present schedule as a guide, the drawn curve and a fit; dragging draws.

    Attributes:
        curve: (epochs,) the drawn rates; None until something is drawn.
    """

    drawn = Signal()  # the curve is another, by mouse

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        """Show an empty field; nothing can be drawn before there is a guide."""
        super().__init__(parent)
        self.setObjectName("draw.canvas")
        self.setAccessibleName("Field to draw a rate in; the line below takes the same as numbers")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.curve: Rates | None = None
        self._appearance, self._log = appearance, False
        self._guide: Rates | None = None
        self._fit: Rates | None = None
        self.scale = Scale.for_drawing(0.0, log=False)
        self._last: tuple[int, float] | None = None

    def set_guide(self, rates: Rates | None) -> None:
        """Show the present schedule, (epochs,), on whose length the curve is drawn; another length clears the curve."""
        if self.curve is not None and (rates is None or len(rates) != len(self.curve)):
            self.curve = self._fit = None
        self._guide = rates
        self._rescale()

    def set_curve(self, curve: Rates | None) -> None:
        """Show another curve, (epochs,)."""
        self.curve, self._fit = curve, None
        self._rescale()

    def set_fit(self, rates: Rates | None) -> None:
        """Show a fit beside the curve."""
        self._fit = rates
        self.update()

    def set_log(self, log: bool) -> None:
        """Draw on a logarithmic axis, or on a linear one."""
        self._log = log
        self._rescale()

    def sizeHint(self) -> QSize:
        """Return a height that leaves room for the rest of the panel."""
        return SIZE

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Set the rate of one epoch."""
        if event.button() == Qt.MouseButton.LeftButton and self._guide is not None:
            self._last = self._at(event.position())
            self._draw_to(self._last)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw on, straight from where the mouse was."""
        if self._last is not None:
            self._draw_to(self._at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._last = None

    def _draw_to(self, place: tuple[int, float]) -> None:
        if self._guide is None or self._last is None:
            return
        if self.curve is None:
            self.curve = self._guide.copy()
        (first, low), (last, high) = sorted((self._last, place))
        epochs = np.arange(first, last + 1)
        parts = np.interp(epochs, (first, last), (low, high)) if last > first else np.array([place[1]])
        curve = self.curve.copy()
        curve[epochs] = self.scale.rates(parts)
        self.curve, self._last, self._fit = curve, place, None
        self.update()
        self.drawn.emit()

    def _at(self, position: QPointF) -> tuple[int, float]:
        """Return the epoch, counted from 0, and the height under the mouse."""
        field, count = self.field(), 0 if self._guide is None else len(self._guide)
        across = (position.x() - field.left()) / field.width()
        up = (field.bottom() - position.y()) / field.height()
        return min(max(int(across * count), 0), count - 1), min(max(up, 0.0), 1.0)

    def field(self) -> QRectF:
        """Return where the curve is drawn, in pixels."""
        metrics = self.fontMetrics()
        left = max(metrics.horizontalAdvance(label(rate)) for rate in self.scale.ticks) + 2 * GAP
        return QRectF(self.rect()).adjusted(left, GAP, -GAP, -metrics.height() - GAP)

    def _rescale(self) -> None:
        highest = max((float(rates.max()) for rates in (self._guide, self.curve) if rates is not None), default=0.0)
        self.scale = Scale.for_drawing(highest, self._log)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw grid, guide, curve and fit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._appearance.colors.border), 1))
        painter.setBrush(QColor(self._appearance.colors.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        self._draw_grid(painter)
        for line in self._lines():
            painter.setPen(line.pen(self._appearance.colors))
            draw(painter, self.field(), outline(line.rates, self.scale))

    def _lines(self) -> list[Line]:
        lines = [] if self._guide is None else [Line(self._guide, "muted", dashed=True)]
        lines += [] if self.curve is None else [Line(self.curve)]
        return lines if self._fit is None else [*lines, Line(self._fit, 1, dashed=True)]

    def _draw_grid(self, painter: QPainter) -> None:
        field, metrics = self.field(), self.fontMetrics()
        for rate in self.scale.ticks:
            y = field.bottom() - float(self.scale.part(np.array(rate))) * field.height()
            painter.setPen(QPen(QColor(self._appearance.colors.grid), 1))
            painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
            painter.setPen(QColor(self._appearance.colors.muted))
            room = QRectF(0, y - metrics.height() / 2, field.left() - GAP, metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label(rate))
        if self._guide is not None:
            below = QRectF(field.left(), field.bottom(), field.width(), self.height() - field.bottom())
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "1")
            last = f"epoch {len(self._guide):,}"
            painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, last)


def label(rate: float) -> str:
    """Return a rate as short as a label is."""
    return f"{rate:.3g}"
