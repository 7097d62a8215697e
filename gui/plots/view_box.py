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
MARGIN = 0.07  # of the data's height, above and below


class Window(NamedTuple):
    """What a plot shows: epochs `first` to `last` on so many pixels, and which axes are logarithmic."""

    first: float
    last: float
    pixels: int
    log_x: bool
    log_y: bool

    def in_rows(self, per_epoch: int) -> Window:
        """Return the same window counted in rows, of which each epoch has so many."""
        first, last = ((epoch - 0.5) * per_epoch + 0.5 for epoch in (self.first, self.last))
        return self._replace(first=first, last=last)

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


class EpochViewBox(pg.ViewBox):
    """Wheel and drag move along the epochs; the y axis moves when it is grabbed itself."""

    zoomed = Signal(int)  # 0: the x axis, 1: the y axis
    clicked = Signal(float)  # the epoch there
    double_clicked = Signal()

    def __init__(self) -> None:
        """Show epoch 1."""
        super().__init__(enableMenu=False, defaultPadding=0)
        self.log_x = self.log_y = False
        self.setRange(xRange=(0.5, 1.5), yRange=(0.0, 1.0), padding=0)

    def shown(self) -> Window:
        """Return what is visible now."""
        first, last = self.viewRange()[0]
        if self.log_x:
            first, last = 10.0**first, 10.0**last
        pixels = max(1, round(self.width() * self._pixel_ratio()))
        return Window(first, last, pixels, self.log_x, self.log_y)

    def show_epochs(self, last: float) -> None:
        """Show epochs 1 to `last`, each with its whole width."""
        self.setXRange(self.to_x(0.5), self.to_x(last + 0.5), padding=0)

    def reveal(self, epoch: int) -> None:
        """Move along the epochs, without zooming, until this one is in view."""
        first, last = self.viewRange()[0]
        left, right = self.to_x(epoch - 0.5), self.to_x(epoch + 0.5)
        shift = min(0.0, left - first) + max(0.0, right - last)
        if shift:
            self.translateBy(x=shift)

    def limit_epochs(self, last: float) -> None:
        """Let no one pan or zoom away from epochs 1 to `last`."""
        self.setLimits(
            xMin=self.to_x(0.5), xMax=self.to_x(last + 0.5), minXRange=1e-3 if self.log_x else min(3.0, last)
        )

    def fit_values(self, low: float, high: float) -> None:
        """Show values `low` to `high`, already logarithms on a logarithmic axis, with a margin."""
        low, high = max(low, -LARGEST), min(high, LARGEST)
        size = max(abs(low), abs(high), SMALLEST)
        margin = MARGIN * (high - low)
        if high - low <= 1e-9 * size:
            margin = 0.3 if self.log_y else 0.1 * size if low or high else 1.0
        self.setYRange(low - margin, high + margin, padding=0)

    def to_x(self, epoch: float) -> float:
        """Return the epoch's place on the x axis, in the axis' own units."""
        return math.log10(epoch) if self.log_x else epoch

    def xs(self, epochs: Column) -> Column:
        """Return the epochs' places on the x axis, in the axis' own units."""
        return np.log10(epochs) if self.log_x else epochs

    def ys(self, values: Column) -> Column:
        """Return the values' places on the y axis, in the axis' own units."""
        return np.log10(values) if self.log_y else np.clip(values, -LARGEST, LARGEST)

    def pixel_x(self, epoch: float) -> float:
        """Return how far right of the left edge an epoch lies, in pixels."""
        first, last = self.viewRange()[0]
        return (self.to_x(epoch) - first) / (last - first) * self.width()

    def pixel_y(self, value: float) -> float:
        """Return how far below the upper edge a value lies, in pixels; NaN if the axis cannot show it."""
        low, high = self.viewRange()[1]
        place = float(self.ys(np.array(value))) if value > 0 or not self.log_y else math.nan
        return (high - place) / (high - low) * self.height()

    def epoch_at(self, pixel: float) -> float:
        """Return the epoch so many pixels right of the left edge."""
        first, last = self.viewRange()[0]
        place = first + pixel / max(self.width(), 1.0) * (last - first)
        return 10.0**place if self.log_x else place

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
            self.clicked.emit(self.epoch_at(event.pos().x()))
