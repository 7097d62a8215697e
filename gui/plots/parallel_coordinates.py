"""Each run as a line across upright axes, one for each setting and one for a figure; brushes keep some lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from gui.plots.parallel_axis import ParallelAxis
from gui.widgets.appearance import Appearance
from gui.widgets.color_scale import ColorScale
from gui.widgets.painted_plot import PaintedPlot
from gui.widgets.shades import translucent

EDGE, GAP = 12.0, 6.0  # pixels
REACH = 14.0  # around an axis that belongs to it
CLICK = 4.0  # between press and release of a click
BRUSH = 12.0  # width of a brush
FINE_LINES, WIDE_LINES = 600, 80  # so many lines are drawn smooth, so many wide, too
MOST_LINES = 1500  # that are drawn; of more, every second, third, … in order of their figures
STEP = 0.05  # of an axis that a key moves a brush
MARGIN = 0.02  # of an axis around what a brush is pressed on
FAINT = 0.18

Brush = tuple[float, float]  # from, to; 0 at the foot of an axis and 1 at its top


class ParallelCoordinates(PaintedPlot):
    """Paints lines in the colours of their figures, the last axis.

    Drag along an axis to keep the lines that cross it there, double-click to keep all again. With the keyboard:
    left and right choose an axis, up and down move its brush, with Shift they widen and narrow it, Delete takes it off.
    """

    kept_changed = Signal(object)  # which lines the brushes keep, as an array of bool
    chosen = Signal(int)  # the line that was clicked

    def __init__(self, appearance: Appearance, hint: str, parent: QWidget | None = None) -> None:
        super().__init__("plot.parallel_coordinates", "Parallel coordinates of the sweep", hint, appearance, parent)
        self.axes: Sequence[ParallelAxis] = ()
        self._figure, self._falls = np.empty(0), True
        self.brushes: dict[int, Brush] = {}
        self._axis: int | None = None  # that the keyboard or the mouse is at
        self._pressed: QPointF | None = None

    def show_lines(self, axes: Sequence[ParallelAxis], figure: NDArray[np.float64], falls: bool) -> None:
        """Show these axes, and a line for each number of the figure that is one; brushes stay where axes do."""
        if [axis.name for axis in axes] != [axis.name for axis in self.axes]:
            self.brushes, self._axis = {}, None
        self.axes, self._figure, self._falls = axes, figure, falls
        self.kept_changed.emit(self.kept)
        self.update()

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Return which lines all brushes keep; those without a figure are none."""
        kept = np.isfinite(self._figure)
        for axis, (low, high) in self.brushes.items():
            heights = self.axes[axis].heights
            kept &= (heights >= low) & (heights <= high)
        return kept

    def clear(self) -> None:
        """Keep all lines again."""
        self._brush({})

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines, best on top, between their axes."""
        painter = self.begin_painting()
        if not np.isfinite(self._figure).any():
            self.paint_hint(painter)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(self._figure) <= FINE_LINES)
        self._paint_lines(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(len(self.axes)):
            self._paint_axis(painter, index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a brush, or a click."""
        if event.button() is Qt.MouseButton.LeftButton and self.axes:
            self._pressed = event.position()
            self._axis = self._axis_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw a brush along the axis."""
        self._drag_to(event.position())

    def _drag_to(self, point: QPointF) -> None:
        if self._pressed is not None and self._axis is not None and not self._is_click(point):
            ends = sorted((self._height(self._pressed.y()), self._height(point.y())))
            self._brush(self.brushes | {self._axis: (ends[0], ends[1])})

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a brush; a click on an axis takes its brush off, and one between two axes chooses the nearest line."""
        self._drag_to(event.position())
        click = self._pressed is not None and self._is_click(event.position())
        self._pressed = None
        if not click:
            return
        if self._axis is not None:
            self._brush({axis: brush for axis, brush in self.brushes.items() if axis != self._axis})
        elif (line := self._line_at(event.position())) is not None:
            self.chosen.emit(line)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Keep all lines again."""
        self.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another axis, or change the brush of this one."""
        key, wide = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not self.axes or key not in KEYS:
            event.ignore()
            return
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._axis = min(max((-1 if self._axis is None else self._axis) + KEYS[key], 0), len(self.axes) - 1)
        elif key is Qt.Key.Key_Escape:
            self.clear()
        elif self._axis is not None:
            self._brush(self._moved(self._axis, KEYS[key], wide))
        self.update()
        self._announce()

    def _moved(self, axis: int, direction: int, wide: bool) -> dict[int, Brush]:
        """Return the brushes after a key: the axis' own moves, or its upper end does; without direction it is off."""
        if not direction:
            return {other: brush for other, brush in self.brushes.items() if other != axis}
        low, high = self.brushes.get(axis, (-MARGIN, 0.5) if direction < 0 else (0.5, 1 + MARGIN))
        if axis in self.brushes:
            step = direction * STEP
            low, high = (low, max(low, high + step)) if wide else (low + step, high + step)
        if low < -STEP or high > 1 + STEP:
            return self.brushes
        return self.brushes | {axis: (low, high)}

    def _brush(self, brushes: dict[int, Brush]) -> None:
        self.brushes = brushes
        self.kept_changed.emit(self.kept)
        self.update()

    def _announce(self) -> None:
        """Say which axis the keyboard is at, and what is kept."""
        name = "" if self._axis is None else f"{self.axes[self._axis].name}. "
        self.announce(f"{name}{self.accessibleDescription()}")

    def field(self) -> QRectF:
        """Return the area between the first and the last axis, from foot to top."""
        metrics = self.metrics()
        first = metrics.horizontalAdvance(self.axes[0].name) / 2
        last = self.axes[-1]
        right = max([metrics.horizontalAdvance(text) + 2 * GAP for _, text in last.labels], default=0.0)
        right = max(right, metrics.horizontalAdvance(last.name) / 2)
        left = max(first, *(metrics.horizontalAdvance(text) / 2 for _, text in self.axes[0].labels))
        top = EDGE + metrics.height() * (2 if self._staggered() else 1) + GAP
        return QRectF(self.rect()).adjusted(left + EDGE, top, -right - EDGE, -EDGE - metrics.height() / 2)

    def _staggered(self) -> bool:
        """Whether the names need two lines, every second one in the upper."""
        widest = max(self.metrics().horizontalAdvance(axis.name) for axis in self.axes)
        return widest + GAP > (self.width() - 4 * EDGE) / max(1, len(self.axes) - 1)

    def across(self, axis: int) -> float:
        """Return where an axis stands, in pixels from the left."""
        area = self.field()
        return area.left() + area.width() * axis / max(1, len(self.axes) - 1)

    def _height(self, y: float) -> float:
        area = self.field()
        return min(1 + MARGIN, max(-MARGIN, (area.bottom() - y) / area.height()))

    def _axis_at(self, x: float) -> int | None:
        nearest = min(range(len(self.axes)), key=lambda axis: abs(self.across(axis) - x))
        return nearest if abs(self.across(nearest) - x) <= REACH else None

    def _line_at(self, point: QPointF) -> int | None:
        """Return the kept line that is nearest to a point between two axes."""
        area, xs = self.field(), [self.across(axis) for axis in range(len(self.axes))]
        right = next((axis for axis, x in enumerate(xs) if x > point.x()), None)
        kept = np.flatnonzero(self.kept)
        if not right or not len(kept):
            return None
        share = (point.x() - xs[right - 1]) / (xs[right] - xs[right - 1])
        before, after = (self.axes[axis].heights[kept] for axis in (right - 1, right))
        distances = np.abs(before + share * (after - before) - self._height(point.y())) * area.height()
        nearest = int(np.nanargmin(distances))
        return int(kept[nearest]) if distances[nearest] <= REACH else None

    def _is_click(self, point: QPointF) -> bool:
        return self._pressed is not None and (point - self._pressed).manhattanLength() <= CLICK

    def _paint_lines(self, painter: QPainter) -> None:
        area, kept = self.field(), self.kept
        xs = [self.across(axis) for axis in range(len(self.axes))]
        heights = area.bottom() - area.height() * np.array([axis.heights for axis in self.axes])
        scale = ColorScale.around(self._figure, self._falls, self._appearance.colors.dark)
        order = np.argsort(-self._figure if self._falls else self._figure, kind="stable")
        order = order[np.isfinite(self._figure[order])]
        order = order[:: -(-len(order) // MOST_LINES)]
        faint, width = (
            QPen(translucent(self._appearance.colors.muted, FAINT), 1),
            1.5 if len(order) <= WIDE_LINES else 1.0,
        )
        for run in [*order[~kept[order]].tolist(), *order[kept[order]].tolist()]:
            painter.setPen(QPen(scale.color(float(self._figure[run])), width) if kept[run] else faint)
            painter.drawPolyline([QPointF(x, y) for x, y in zip(xs, heights[:, run].tolist(), strict=True)])

    def _paint_axis(self, painter: QPainter, index: int) -> None:
        axis, x, area, metrics = self.axes[index], self.across(index), self.field(), self.metrics()
        current, flag = index == self._axis and self.hasFocus(), Qt.AlignmentFlag
        painter.setPen(
            QPen(
                QColor(self._appearance.colors.accent if current else self._appearance.colors.border),
                2 if current else 1,
            )
        )
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if brush := self.brushes.get(index):
            self._paint_brush(painter, x, brush)
        painter.setPen(QColor(self._appearance.colors.accent if current else self._appearance.colors.text))
        raised = metrics.height() if self._staggered() and index % 2 else 0.0
        name = QRectF(
            x - self.width(), area.top() - GAP - metrics.height() - raised, 2 * self.width(), metrics.height()
        )
        painter.drawText(name, flag.AlignCenter, axis.name)
        for height, text in axis.labels:
            self._paint_label(painter, QPointF(x, area.bottom() - height * area.height()), text)

    def _paint_label(self, painter: QPainter, position: QPointF, text: str) -> None:
        """Write right of the axis, on a ground of its own, so that lines do not cross it."""
        metrics = self.metrics()
        box = QRectF(
            position.x() + GAP, position.y() - metrics.height() / 2, metrics.horizontalAdvance(text), metrics.height()
        )
        painter.fillRect(box.adjusted(-2, 0, 2, 0), translucent(self._appearance.colors.surface, 0.8))
        painter.setPen(QColor(self._appearance.colors.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_brush(self, painter: QPainter, x: float, brush: Brush) -> None:
        area = self.field()
        top, foot = (area.bottom() - end * area.height() for end in (brush[1], brush[0]))
        painter.setPen(QPen(QColor(self._appearance.colors.accent), 1))
        painter.setBrush(translucent(self._appearance.colors.accent, 0.25))
        painter.drawRoundedRect(QRectF(x - BRUSH / 2, top, BRUSH, foot - top), 3, 3)


KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Delete: 0,
    Qt.Key.Key_Backspace: 0,
    Qt.Key.Key_Escape: 0,
}
