"""Means over epochs with a band around each, from the lowest of its runs to the highest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from gui.widgets.appearance import Appearance
from gui.widgets.painted_plot import PaintedPlot
from gui.widgets.scale import DECADES, WIDE, Scale
from gui.widgets.shades import translucent
from gui.widgets.theme import RUN_COLORS
from training.schedule.explain import number

if TYPE_CHECKING:
    from training.runs.groups import Band

EDGE, GAP, SWATCH = 10.0, 6.0, 16.0  # pixels
REACH = 12.0
MOST_POINTS = 400  # of a curve that are drawn
MARGIN, MOST_TICKS = 0.05, 5
BAND, MANY_BANDS, DIM = 0.18, 0.07, 0.25  # opacities
FEW = 3  # curves whose bands can lie over one another
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)  # the second one where colours come again


@dataclass(frozen=True)
class BandCurve:
    """A group of runs: what it is called, its mean and band, and what it says when it is read."""

    name: str
    band: Band
    words: str


class BandPlot(PaintedPlot):
    """Paints curves over epochs and names them below; mouse and arrow keys pick one out."""

    read = Signal(str)  # what the curve that is picked out says; empty where there is none
    chosen = Signal(int)  # the curve that was clicked, or on which Enter was pressed, by its index

    def __init__(self, appearance: Appearance, hint: str, parent: QWidget | None = None) -> None:
        super().__init__("plot.bands", "Means and bands of the sweep over epochs", hint, appearance, parent)
        self._curves: Sequence[BandCurve] = ()
        self._scale = Scale(0.0, 1.0)
        self.picked: int | None = None
        self.setMouseTracking(True)

    def show_curves(self, curves: Sequence[BandCurve]) -> None:
        """Show these curves, the best one first."""
        picked = self._curves[self.picked].name if self.picked is not None else None
        self._curves = curves
        self.picked = next((index for index, curve in enumerate(curves) if curve.name == picked), None)
        self._scale = _scale_of(curves)
        self.setAccessibleDescription("; ".join(curve.words for curve in curves) or self._hint)
        self._report()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bands, means, axes and names."""
        painter = self.begin_painting()
        if not self._curves:
            self.paint_hint(painter)
            return
        area = self._field()
        self._paint_axes(painter, area)
        order = [index for index in reversed(range(len(self._curves))) if index != self.picked]
        for index in order + ([] if self.picked is None else [self.picked]):
            self._paint_curve(painter, area, index)
        self._paint_names(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pick out the curve under the mouse."""
        self._pick(self._curve_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the curve under the mouse."""
        index = self._curve_at(event.position())
        if index is not None and event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pick out the next curve, or choose the one that is picked out."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}.get(
            Qt.Key(event.key())
        )
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.picked is not None:
            self.chosen.emit(self.picked)
        elif step is not None and self._curves:
            self._pick(0 if self.picked is None else (self.picked + step) % len(self._curves))
            self.announce(self._reading())
        else:
            event.ignore()

    def _pick(self, index: int | None) -> None:
        if index != self.picked:
            self.picked = index
            self._report()
            self.update()

    def _report(self) -> None:
        self.read.emit(self._reading())

    def _reading(self) -> str:
        return "" if self.picked is None else self._curves[self.picked].words

    def _last(self) -> int:
        return max(len(curve.band.mean) for curve in self._curves)

    def _field(self) -> QRectF:
        metrics, line = self.metrics(), self.metrics().height()
        left = max(metrics.horizontalAdvance(number(tick)) for tick in (*self._ticks(), 1.0)) + EDGE + GAP
        names = list(self._name_boxes())
        foot = (names[-1].bottom() - names[0].top() + GAP) if names else 0.0
        return QRectF(self.rect()).adjusted(left, EDGE, -EDGE, -EDGE - line - GAP / 2 - foot)

    def _ticks(self) -> list[float]:
        return self._scale.ticks if self._scale.log else _round_ticks(self._scale.low, self._scale.high)

    def _name_boxes(self) -> Iterator[QRectF]:
        """Yield where the names stand, line by line at the foot."""
        metrics, room = self.metrics(), self.width() - 2 * EDGE
        x, lines, boxes = 0.0, 1, list[QRectF]()
        for curve in self._curves:
            width = min(room, SWATCH + GAP + metrics.horizontalAdvance(curve.name))
            if x and x + width > room:
                x, lines = 0.0, lines + 1
            boxes.append(QRectF(x + EDGE, (lines - 1) * metrics.lineSpacing(), width, metrics.lineSpacing()))
            x += width + 2 * GAP
        top = self.height() - EDGE - lines * metrics.lineSpacing()
        for box in boxes:
            yield box.translated(0, top)

    def _points(self, area: QRectF, column: NDArray[np.float64]) -> tuple[list[float], list[float]]:
        """Return positions on the screen of an even choice of the epochs that have a number."""
        epochs = np.flatnonzero(np.isfinite(column))
        epochs = (
            epochs[np.unique(np.linspace(0, len(epochs) - 1, MOST_POINTS, dtype=np.int64))] if len(epochs) else epochs
        )
        x = area.left() + area.width() * epochs / max(1, self._last() - 1)
        y = area.bottom() - area.height() * self._scale.part(column[epochs])
        return x.tolist(), y.tolist()

    def _curve_at(self, point: QPointF) -> int | None:
        """Return the curve whose name or mean lies nearest to a point."""
        if not self._curves:
            return None
        names = enumerate(self._name_boxes())
        if (named := next((index for index, box in names if box.contains(point)), None)) is not None:
            return named
        area, distances = self._field(), []
        for curve in self._curves:
            x, y = self._points(area, curve.band.mean)
            distances.append(abs(float(np.interp(point.x(), x, y)) - point.y()) if x else np.inf)
        nearest = int(np.argmin(distances))
        return nearest if area.contains(point) and distances[nearest] <= REACH else None

    def _color(self, index: int) -> str:
        return self._appearance.colors.run(index)

    def _paint_curve(self, painter: QPainter, area: QRectF, index: int) -> None:
        curve, dim = self._curves[index], self.picked is not None and index != self.picked
        color, style = self._color(index), DASHES[index // len(RUN_COLORS) % len(DASHES)]
        if not dim:
            x, high = self._points(area, curve.band.high)
            _, low = self._points(area, curve.band.low)
            edge = [*zip(x, high, strict=False), *reversed(list(zip(x, low, strict=False)))]
            painter.setPen(Qt.PenStyle.NoPen)
            alone = index == self.picked or len(self._curves) <= FEW
            painter.setBrush(translucent(color, BAND if alone else MANY_BANDS))
            painter.drawPolygon(QPolygonF([QPointF(*point) for point in edge]))
        painter.setPen(QPen(translucent(color, DIM if dim else 1.0), 1.0 if dim else 2.0, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline([QPointF(*point) for point in zip(*self._points(area, curve.band.mean), strict=True)])

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        metrics, flag, last = self.metrics(), Qt.AlignmentFlag, self._last()
        for tick in self._ticks():
            y = area.bottom() - area.height() * float(self._scale.part(np.array([tick]))[0])
            painter.setPen(QColor(self._appearance.colors.grid))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(self._appearance.colors.muted))
            room = QRectF(0, y - metrics.height() / 2, area.left() - GAP, metrics.height())
            painter.drawText(room, flag.AlignRight | flag.AlignVCenter, number(tick))
        painter.setPen(QColor(self.palette().accent().color() if self.hasFocus() else self._appearance.colors.border))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        painter.setPen(QColor(self._appearance.colors.muted))
        foot = QRectF(area.left(), area.bottom() + GAP / 2, area.width(), metrics.height())
        painter.drawText(foot, flag.AlignLeft, "1")
        painter.drawText(foot, flag.AlignHCenter, "epoch")
        painter.drawText(foot, flag.AlignRight, f"{last:,}")

    def _paint_names(self, painter: QPainter) -> None:
        metrics = self.metrics()
        for index, box in enumerate(self._name_boxes()):
            dim = self.picked is not None and index != self.picked
            painter.setPen(QPen(QColor(self._color(index)), 2.0, DASHES[index // len(RUN_COLORS) % len(DASHES)]))
            middle = box.center().y()
            painter.drawLine(QPointF(box.left(), middle), QPointF(box.left() + SWATCH, middle))
            painter.setPen(QColor(self._appearance.colors.muted if dim else self._appearance.colors.text))
            room = box.adjusted(SWATCH + GAP, 0, 1, 0)
            text = metrics.elidedText(self._curves[index].name, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


def _scale_of(curves: Sequence[BandCurve]) -> Scale:
    """Return an axis close around all bands; a logarithmic one from power of ten to power of ten."""
    columns = [column for curve in curves for column in (curve.band.low, curve.band.high)]
    numbers = np.concatenate([column[np.isfinite(column)] for column in columns]) if columns else np.empty(0)
    low, high = (float(numbers.min()), float(numbers.max())) if len(numbers) else (0.0, 1.0)
    if low > 0 and high / low > WIDE:
        low, high = max(low, high / 10**DECADES), high
        return Scale(10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high)), log=True)
    margin = MARGIN * (high - low) or abs(high) or 1.0
    return Scale(low - margin, high + margin)


def _round_ticks(low: float, high: float) -> list[float]:
    """Return a few round numbers within an axis."""
    least = (high - low) / MOST_TICKS
    unit = 10.0 ** math.floor(math.log10(least))
    step = next(size * unit for size in (1, 2, 5, 10) if size * unit >= least)
    return [float(f"{count * step:.12g}") for count in range(math.ceil(low / step), math.floor(high / step) + 1)]
