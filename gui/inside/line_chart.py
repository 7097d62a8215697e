"""A small painted chart of a few lines, that mouse and arrow keys read point by point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.plots.painted_plot import PaintedPlot
from gui.theme import Colors

Numbers = NDArray[np.float64]
EDGE, GAP, TICK = 10.0, 6.0, 5  # pixels, pixels, ticks at most
PATTERNS = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, eq=False)
class ChartLine:
    """A line: its name, y at each x of the chart (NaN leaves a gap), colour as #rrggbb, and which pattern."""

    name: str
    values: Numbers
    color: str
    pattern: int = 0
    width: float = 2.0


@dataclass(frozen=True, eq=False)
class Chart:
    """Lines over x; `marks` are upright lines with a word each; `read` says what stands at a place of x."""

    x: Numbers
    lines: Sequence[ChartLine]
    names: tuple[str, str]
    read: Callable[[int], str]
    log_x: bool = False
    between: tuple[float, float] | None = None  # the range of y; None: of the values
    marks: Sequence[tuple[float, str]] = field(default=())
    here: float | None = None  # where one is


class LineChart(PaintedPlot):
    """Paints one chart.

    Signals:
        read: what stands under the mouse or the keyboard; empty where nothing does.
        chosen: the place of x that was clicked, or on which Enter was pressed.
    """

    read = Signal(str)
    chosen = Signal(int)

    def __init__(self, name: str, title: str, hint: str, colors: Colors, parent: QWidget | None = None) -> None:
        """Show the hint until there is a chart."""
        super().__init__(name, title, hint, colors, parent)
        self._chart: Chart | None = None
        self._place: int | None = None
        self.setMouseTracking(True)

    def show_chart(self, chart: Chart | None) -> None:
        """Show another chart; None: none."""
        self._chart = chart if chart is not None and len(chart.x) else None
        if self._chart is None or (self._place is not None and self._place >= len(self._chart.x)):
            self._place = None
        self.setAccessibleDescription(self._hint if self._chart is None else f"{self._said()} Arrow keys read it.")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, marks and lines."""
        painter = self.begin_painting()
        if self._chart is None:
            self.paint_hint(painter)
            return
        area, (low, high) = self._area(), self._range(self._chart)
        self._paint_axes(painter, self._chart, area, low, high)
        self._paint_marks(painter, self._chart, area)
        painter.setClipRect(area.adjusted(-3, -3, 3, 3))
        for line in self._chart.lines:
            painter.setPen(QPen(QColor(line.color), line.width, PATTERNS[line.pattern % len(PATTERNS)]))
            for points in self._pieces(self._chart, line, area, low, high):
                painter.drawPolyline(points) if points.size() > 1 else painter.drawEllipse(points.at(0), 2, 2)
        painter.setClipping(False)
        if self._place is not None:
            x = self._across(self._chart, area, np.asarray([self._chart.x[self._place]]))[0]
            painter.setPen(QPen(QColor(self._colors.muted), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._colors.accent), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the nearest place."""
        if self._chart is not None:
            x = self._across(self._chart, self._area(), self._chart.x)
            self._go_to(int(np.abs(x - event.position().x()).argmin()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the nearest place."""
        super().mousePressEvent(event)
        self.mouseMoveEvent(event)
        if self._place is not None:
            self.chosen.emit(self._place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read the place beside, or choose the one that is read."""
        if self._chart is not None and (step := STEPS.get(Qt.Key(event.key()))):
            place = 0 if self._place is None else self._place + step
            self._go_to(min(max(place, 0), len(self._chart.x) - 1))
            self.announce(self._chart.read(self._place or 0))
        elif self._place is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._place)
        else:
            event.ignore()

    def _go_to(self, place: int) -> None:
        if place != self._place and self._chart is not None:
            self._place = place
            self.read.emit(self._chart.read(place))
            self.update()

    def _said(self) -> str:
        return "" if self._chart is None else self._chart.read(len(self._chart.x) - 1)

    def _area(self) -> QRectF:
        metrics = self.metrics()
        left, line = metrics.horizontalAdvance("0.00000") + EDGE + GAP, metrics.height()
        return QRectF(self.rect()).adjusted(left, EDGE + 1.5 * line + GAP, -EDGE - GAP, -EDGE - 2 * line)

    def _range(self, chart: Chart) -> tuple[float, float]:
        if chart.between is not None:
            return chart.between
        values = np.concatenate([line.values[np.isfinite(line.values)] for line in chart.lines])
        if not len(values):
            return 0.0, 1.0
        low, high = float(values.min()), float(values.max())
        room = 0.05 * (high - low) or 0.5
        return low - room, high + room

    def _across(self, chart: Chart, area: QRectF, x: Numbers) -> Numbers:
        """Return where values of x are, in pixels."""
        ends = np.asarray([chart.x[0], chart.x[-1]])
        if chart.log_x:
            x, ends = np.log10(x), np.log10(ends)
        part = (x - ends[0]) / ((ends[1] - ends[0]) or 1.0)
        across: Numbers = area.left() + part * area.width()
        return across

    def _pieces(self, chart: Chart, line: ChartLine, area: QRectF, low: float, high: float) -> list[QPolygonF]:
        """Return the points of a line, divided at its gaps."""
        y = area.bottom() - (line.values - low) / ((high - low) or 1.0) * area.height()
        x, whole = self._across(chart, area, chart.x), np.isfinite(line.values)
        cuts = np.flatnonzero(np.diff(whole.astype(np.int8))) + 1
        spans = (span for span in np.split(np.arange(len(y)), cuts) if len(span) and whole[span[0]])
        return [QPolygonF([QPointF(x[i], y[i]) for i in span.tolist()]) for span in spans]

    def _paint_axes(self, painter: QPainter, chart: Chart, area: QRectF, low: float, high: float) -> None:
        metrics, flag = self.metrics(), Qt.AlignmentFlag
        painter.setPen(QColor(self._colors.text))
        painter.drawText(QPointF(EDGE, EDGE + metrics.ascent()), chart.names[1])
        below = QRectF(area.left(), area.bottom() + metrics.height() + 2, area.width(), metrics.height())
        painter.drawText(below, flag.AlignRight, f"{chart.names[0]} →")
        for value in np.linspace(low, high, TICK):
            y = area.bottom() - (value - low) / ((high - low) or 1.0) * area.height()
            painter.setPen(QColor(self._colors.grid))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(self._colors.muted))
            room = QRectF(0, y - metrics.height() / 2, area.left() - GAP, metrics.height())
            painter.drawText(room, flag.AlignRight | flag.AlignVCenter, f"{value:.3g}")
        ends = np.log10(chart.x[[0, -1]]) if chart.log_x else chart.x[[0, -1]]
        for value in _ticks(chart, ends):
            x = float(self._across(chart, area, np.asarray([value]))[0])
            room = QRectF(x - 40, area.bottom() + 2, 80, metrics.height())
            painter.drawText(room, flag.AlignHCenter | flag.AlignTop, f"{value:.3g}")

    def _paint_marks(self, painter: QPainter, chart: Chart, area: QRectF) -> None:
        for value, word in chart.marks:
            x = float(self._across(chart, area, np.asarray([value]))[0])
            painter.setPen(QPen(QColor(self._colors.warning), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            if word:
                flag = Qt.AlignmentFlag.AlignRight if x > area.center().x() else Qt.AlignmentFlag.AlignLeft
                room = QRectF(x - 204 if x > area.center().x() else x + 4, area.top() + 2, 200, 20)
                painter.drawText(room, flag, word)
        if chart.here is not None:
            x = float(self._across(chart, area, np.asarray([chart.here]))[0])
            painter.setPen(QPen(QColor(self._colors.accent), 2))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


def _ticks(chart: Chart, ends: Numbers) -> list[float]:
    """Return values of x that are written below: powers of ten, or whole numbers."""
    if chart.log_x:
        powers = range(int(np.ceil(ends[0] - 1e-9)), int(np.floor(ends[1] + 1e-9)) + 1)
        return [10.0**power for power in powers]
    whole = {float(round(value)) for value in np.linspace(ends[0], ends[1], TICK + 1)}
    return sorted(value for value in whole if ends[0] <= value <= ends[1])
