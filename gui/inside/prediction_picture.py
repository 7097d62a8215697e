"""The network as a picture: the values of one row at every unit, from the inputs to the probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen

from gui.widgets.appearance import Appearance
from gui.widgets.painted_plot import PaintedPlot

if TYPE_CHECKING:
    from training.insight.prediction import PredictionTrace
    from training.insight.prediction_columns import Column

TOP, LINE, RADIUS = 44.0, 30.0, 9.0  # pixels


class PredictionPicture(PaintedPlot):
    """Paints the columns from left to right; the fill of a circle is the size of its value."""

    def __init__(self, appearance: Appearance) -> None:
        hint = "The way of one row through the network appears here."
        super().__init__("inside.prediction.picture", "One row's way through the network", hint, appearance, None)
        self._columns: list[Column] = []

    def show_trace(self, trace: PredictionTrace | None) -> None:
        """Show the first row of a trace; None: nothing."""
        from training.insight.prediction_columns import columns_of

        self._columns = [] if trace is None else columns_of(trace)
        self.setMinimumHeight(round(TOP + LINE * max((len(c.units) + 1 for c in self._columns), default=4)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw links, circles and words."""
        painter = self.begin_painting()
        if not self._columns:
            self.paint_hint(painter)
            return
        width = self.width() / len(self._columns)
        for index in range(len(self._columns) - 2):  # softmax is no layer with links of its own
            self._paint_links(painter, index, width)
        for index, column in enumerate(self._columns):
            self._paint_column(painter, column, index * width, width)
        self.paint_focus(painter)

    def _at(self, column: Column, unit: int, left: float) -> QPointF:
        height = self.height() - TOP
        step = min(LINE, height / (len(column.units) + 1))
        start = TOP + max(0.0, (height - step * (len(column.units) + (column.more > 0))) / 2)
        return QPointF(left + 2 * RADIUS, start + step * (unit + 0.5))

    def _paint_links(self, painter: QPainter, index: int, width: float) -> None:
        here, there = self._columns[index : index + 2]
        painter.setPen(QPen(QColor(self._appearance.colors.grid), 1))
        for one in range(len(here.units)):
            for other in range(len(there.units)):
                begin, end = self._at(here, one, index * width), self._at(there, other, (index + 1) * width)
                painter.drawLine(begin + QPointF(RADIUS, 0), end - QPointF(RADIUS, 0))

    def _paint_column(self, painter: QPainter, column: Column, left: float, width: float) -> None:
        colors, flag = self._appearance.colors, Qt.AlignmentFlag
        painter.setPen(QColor(colors.text))
        title = self.metrics().elidedText(column.title, Qt.TextElideMode.ElideRight, width - 8)
        painter.drawText(QRectF(left + 6, 8, width - 8, 20), flag.AlignLeft | flag.AlignVCenter, title)
        largest = max((abs(unit.value) for unit in column.units if np.isfinite(unit.value)), default=1.0) or 1.0
        for index, unit in enumerate(column.units):
            at = self._at(column, index, left)
            strength = abs(unit.value) / largest if np.isfinite(unit.value) else 0.0
            fill = QColor(colors.accent if unit.value >= 0 else colors.warning)
            fill.setAlphaF(min(1.0, strength))
            painter.setBrush(QColor(colors.surface))
            pen = QPen(QColor(colors.accent if unit.chosen else colors.muted), 2.5 if unit.chosen else 1)
            pen.setStyle(Qt.PenStyle.DotLine if unit.dead else Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            painter.drawEllipse(at, RADIUS, RADIUS)
            painter.setBrush(fill)
            painter.drawEllipse(at, RADIUS, RADIUS)
            if unit.dead:
                cross = RADIUS * 0.6
                painter.drawLine(at + QPointF(-cross, -cross), at + QPointF(cross, cross))
                painter.drawLine(at + QPointF(-cross, cross), at + QPointF(cross, -cross))
            self._write(painter, unit.text, at, left + width)
        if column.more:
            at = self._at(column, len(column.units), left)
            painter.setPen(QColor(colors.muted))
            painter.drawText(at + QPointF(-RADIUS, 4), f"and {column.more} more")

    def _write(self, painter: QPainter, text: str, at: QPointF, right: float) -> None:
        """Write beside a circle, on a ground that hides the links."""
        metrics = self.metrics()
        room = right - at.x() - RADIUS - 22
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
        box = QRectF(
            at.x() + RADIUS + 4, at.y() - metrics.height() / 2, metrics.horizontalAdvance(shown), metrics.height()
        )
        ground = QColor(self._appearance.colors.surface)
        ground.setAlphaF(0.85)
        painter.fillRect(box, ground)
        painter.setPen(QColor(self._appearance.colors.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
