"""The area that curves are drawn in: epochs from left to right, either axis linear or logarithmic."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent, MouseDragEvent
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGraphicsSceneWheelEvent

from gui.plots.decimate import Bins, Column, even_bins, log_bins

LARGEST = 1e100  # beyond this a value is drawn at the edge: transforms must stay finite
SMALLEST = 1e-100  # no y axis is shorter
FIRST_POSITION = 1e-9  # what a logarithmic x axis shows of a run's very beginning
MARGIN = 0.07  # of the data's height, above and below


class Span(NamedTuple):
    """What the x axis covers; a logarithmic one begins at `least`, half of where the first figures stand."""

    begin: float
    least: float
    end: float


def epochs_span(last: float) -> Span:
    """Return what epochs 1 to `last` cover, each with its whole width."""
    return Span(0.5, 0.5, last + 0.5)


class Window(NamedTuple):
    """What a plot shows: positions `first` to `last` on so many pixels, and which axes are logarithmic."""

    first: float
    last: float
    pixels: int
    log_x: bool
    log_y: bool

    def rows(self, count: int) -> tuple[int, int]:
        """Return the (start, stop) of the visible ones of so many rows, and one more on either side."""
        return max(0, math.floor(self.first) - 2), min(count, math.ceil(self.last) + 1)

    def bins(self, count: int) -> Bins | None:
        """Cut the visible ones of so many rows into bins of about a pixel; None if there are none."""
        start, stop = self.rows(count)
        if stop <= start:
            return None
        if self.log_x:
            return log_bins(start, stop, math.log10(self.last / self.first) / self.pixels)
        return even_bins(start, stop, (self.last - self.first) / self.pixels)

    def grid(self) -> Column:
        """Return positions about a pixel apart, which stay the same while the window moves."""
        first, last = (math.log10(self.first), math.log10(self.last)) if self.log_x else (self.first, self.last)
        width = (last - first) / self.pixels
        positions = width * np.arange(math.floor(first / width), math.ceil(last / width) + 1, dtype=np.float64)
        return np.power(10.0, positions) if self.log_x else positions


class EpochViewBox(pg.ViewBox):
    """Wheel and drag move along the epochs; the y axis moves when it is grabbed itself.

    A position is an epoch, or what stands for it on the x axis.
    """

    zoomed = Signal(int)  # 0: the x axis, 1: the y axis
    clicked = Signal(float, float)  # the position there, and pixels below the upper edge
    double_clicked = Signal()

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0)
        self.log_x = self.log_y = False
        self.first_position = FIRST_POSITION
        self.setRange(xRange=(0.5, 1.5), yRange=(0.0, 1.0), padding=0)

    def shown(self) -> Window:
        """Return what is visible now."""
        first, last = self.viewRange()[0]
        if self.log_x:
            first, last = 10.0**first, 10.0**last
        pixels = max(1, round(self.width() * self._pixel_ratio()))
        return Window(first, last, pixels, self.log_x, self.log_y)

    def show_span(self, span: Span) -> None:
        """Show all of it."""
        self.setXRange(self.to_x(self._begin(span)), self.to_x(span.end), padding=0)

    def reveal(self, begin: float, end: float) -> None:
        """Move along the x axis, without zooming, until these positions are in view."""
        first, last = self.viewRange()[0]
        shift = min(0.0, self.to_x(begin) - first) + max(0.0, self.to_x(end) - last)
        if shift:
            self.translateBy(x=shift)

    def limit_span(self, span: Span) -> None:
        """Let no one pan or zoom away from it."""
        least = 1e-3 if self.log_x else min(6 * span.least, span.end - span.begin)
        self.setLimits(xMin=self.to_x(self._begin(span)), xMax=self.to_x(span.end), minXRange=least)

    def _begin(self, span: Span) -> float:
        return span.least if self.log_x else span.begin

    def fit_values(self, low: float, high: float) -> None:
        """Show values `low` to `high`, already logarithms on a logarithmic axis, with a margin."""
        low, high = max(low, -LARGEST), min(high, LARGEST)
        size = max(abs(low), abs(high), SMALLEST)
        margin = MARGIN * (high - low)
        if high - low <= 1e-9 * size:
            margin = 0.3 if self.log_y else 0.1 * size if low or high else 1.0
        self.setYRange(low - margin, high + margin, padding=0)

    def to_x(self, position: float) -> float:
        """Return the position on the x axis, in the axis' own units."""
        return math.log10(max(position, self.first_position)) if self.log_x else position

    def xs(self, positions: Column) -> Column:
        """Return the positions on the x axis, in the axis' own units."""
        return np.log10(np.maximum(positions, self.first_position)) if self.log_x else positions

    def ys(self, values: Column) -> Column:
        """Return the values' positions on the y axis, in the axis' own units."""
        return np.log10(values) if self.log_y else np.clip(values, -LARGEST, LARGEST)

    def pixel_x(self, position: float) -> float:
        """Return how far right of the left edge a position lies, in pixels."""
        first, last = self.viewRange()[0]
        return (self.to_x(position) - first) / (last - first) * self.width()

    def pixel_y(self, value: float) -> float:
        """Return how far below the upper edge a value lies, in pixels; NaN if the axis cannot show it."""
        low, high = self.viewRange()[1]
        y = float(self.ys(np.array(value))) if value > 0 or not self.log_y else math.nan
        return (high - y) / (high - low) * self.height()

    def pixels(self, xs: Column, ys: Column) -> tuple[Column, Column]:
        """Return where points in the axes' own units lie, in pixels right of the left and below the upper edge."""
        (left, right), (low, high) = self.viewRange()
        return (xs - left) / (right - left) * self.width(), (high - ys) / (high - low) * self.height()

    def position_at(self, pixel: float) -> float:
        """Return the position so many pixels right of the left edge."""
        first, last = self.viewRange()[0]
        position = first + pixel / max(self.width(), 1.0) * (last - first)
        return 10.0**position if self.log_x else position

    def _pixel_ratio(self) -> float:
        view = self.getViewWidget()
        return view.devicePixelRatioF() if view else 1.0

    def wheelEvent(self, event: QGraphicsSceneWheelEvent, axis: int | None = None) -> None:
        """Zoom along the epochs, or along the axis under the mouse."""
        super().wheelEvent(event, axis=axis or 0)
        self.zoomed.emit(axis or 0)

    def mouseDragEvent(self, event: MouseDragEvent, axis: int | None = None) -> None:
        """Pan along the epochs, or along the axis under the mouse."""
        if event.button() == Qt.MouseButton.RightButton:
            event.ignore()
            return
        super().mouseDragEvent(event, axis=axis or 0)
        self.zoomed.emit(axis or 0)

    def mouseClickEvent(self, event: MouseClickEvent) -> None:
        """Tell of a click or a double click."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        event.accept()
        if event.double():
            self.double_clicked.emit()
        else:
            self.clicked.emit(self.position_at(event.pos().x()), event.pos().y())
