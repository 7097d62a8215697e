"""Choosing a run by its curve: a click picks the nearest, and the mouse over it says its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolTip

from gui.plots.curve import Curve
from gui.plots.decimate import Column
from gui.plots.run_plot import RunPlot
from gui.plots.view_box import EpochViewBox

REACH = 6.0  # pixels around a curve that belong to it


def distance_to_line(xs: Column, ys: Column) -> float:
    """Return how far the origin is from the line through these points; NaN is a gap, and infinite: no line."""
    if len(xs) < 2:
        distances = np.hypot(xs, ys)
    else:
        ends = np.column_stack((xs, ys))
        starts, way = ends[:-1], np.diff(ends, axis=0)
        length = np.maximum((way**2).sum(axis=1), 1e-12)
        share = np.clip(-(starts * way).sum(axis=1) / length, 0, 1)
        nearest = starts + share[:, None] * way
        distances = np.append(np.hypot(*nearest.T), np.hypot(xs, ys))
    there = distances[~np.isnan(distances)]
    return float(there.min()) if len(there) else np.inf


def distance_to_curve(curve: Curve, view: EpochViewBox, position: float, y: float) -> float:
    """Return how far a position, `y` pixels below the upper edge, is from what is drawn near it, in pixels."""
    if not curve.points:
        return np.inf
    xs, ys = view.pixels(*curve.getData())
    x = view.pixel_x(position)
    first, last = np.searchsorted(xs, (x - REACH, x + REACH))
    near = slice(max(0, first - 1), last + 1)
    return distance_to_line(xs[near] - x, ys[near] - y)


class Picker(QObject):
    """Knows which run's curve is under the mouse."""

    def __init__(self, plots: Sequence[RunPlot], name_of: Callable[[object], str], parent: QObject) -> None:
        """Say names by `name_of` in tool tips."""
        super().__init__(parent)
        self._name_of = name_of
        self._over: object = None
        for plot in plots:
            plot.pointed.connect(lambda position, y, plot=plot: self._on_pointed(plot, position, y))
            plot.left.connect(lambda plot=plot: self._hover(plot, None))

    def key_at(self, plot: RunPlot, position: float, y: float) -> object:
        """Return the run whose curve lies nearest to a position, `y` pixels below the upper edge; None: none does."""
        nearest, found = REACH, None
        for key, curve in plot.shown_curves():
            distance = distance_to_curve(curve, plot.view, position, y)
            if distance <= nearest:
                nearest, found = distance, key
        return found

    def _on_pointed(self, plot: RunPlot, position: float, y: float) -> None:
        self._hover(plot, self.key_at(plot, position, y))

    def _hover(self, plot: RunPlot, key: object) -> None:
        if key == self._over:
            return
        self._over = key
        if key is None:
            plot.view.unsetCursor()
            QToolTip.hideText()
        else:
            plot.view.setCursor(Qt.CursorShape.PointingHandCursor)
            QToolTip.showText(QCursor.pos(), f"<p>{escape(self._name_of(key))}</p>", plot)
