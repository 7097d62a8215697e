"""What a chart has of its own: where its points lie, its axis, its lines' patterns and its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.plots.axes import Axis, EpochAxis
from gui.plots.decimate import Bins, Column, even_bins
from gui.plots.look import Look
from gui.plots.overlay import BELOW, Overlay
from gui.plots.positions import Position
from gui.plots.view_box import EpochViewBox, Window
from training.schedule.explain import number

PATTERNS = ((), (4.0, 2.0), (1.0, 2.0), (4.0, 2.0, 1.0, 2.0))  # solid, dashed, dotted, dash-dotted
BESIDE = 4.0  # pixels from a mark to its word, and between words


class Listed:
    """Points lie at any ascending x; a row stands for what lies within half a row of it."""

    begin, reading = 0.0, 0.0

    def __init__(self, x: Column) -> None:
        self._x, self._rows = x, np.arange(1.0, len(x) + 1)

    def at(self, epochs: Position) -> Position:
        """Return the x of rows, counted from 1; beyond the ends as far apart as rows of 1."""
        inside = np.interp(epochs, self._rows, self._x)
        beyond = np.asarray(epochs) - np.clip(epochs, 1.0, len(self._rows))
        found = inside + beyond
        return found if isinstance(epochs, np.ndarray) else float(found)

    def epoch_at(self, position: float) -> float:
        """Return the row, a fraction too, at an x."""
        return float(np.interp(position, self._x, self._rows))

    def bins(self, window: Window, count: int, per_epoch: int) -> Bins | None:
        """Return all rows, each by itself."""
        return even_bins(0, count, 1.0) if count else None


class ChartAxis(EpochAxis):
    """The x axis of a chart: whole numbers as they are, or powers of ten."""

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Return the distance of the ticks, and where they are."""
        return Axis.tickValues(self, low, high, size)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Return the numbers."""
        return [number(10.0**value) if self.logMode else str(round(value)) for value in values]


@dataclass(frozen=True)
class ChartLook(Look):
    """A line in one of four patterns, as wide as it is wanted; points have no dots."""

    line: int = 0
    width: float = 2.0

    @property
    def pattern(self) -> tuple[float, ...]:
        """Return lengths drawn and left out; empty: solid."""
        return PATTERNS[self.line % len(PATTERNS)]

    @property
    def dotted(self) -> bool:
        """Whether points get dots."""
        return False

    def wide(self, fine: bool, straight: bool) -> bool:
        """Whether the line is 2 pixels wide; a chart has too few points for that to cost anything."""
        return self.width > 1


class ChartMarks(Overlay):
    """Upright dotted lines with a word each, and a line where one is."""

    def __init__(self, view: EpochViewBox) -> None:
        super().__init__(view, BELOW)
        self._marks: Sequence[tuple[float, str]] = ()
        self._here: float | None = None

    def set_marks(self, marks: Sequence[tuple[float, str]], here: float | None) -> None:
        """Mark these x."""
        self._marks, self._here = marks, here
        self.follow()

    def placed(self, metrics: QFontMetrics) -> list[tuple[str, float]]:
        """Return the words that have room, with their left edges: beside their lines, and none over another."""
        words, free = list[tuple[str, float]](), 0.0
        for value, word in sorted(self._marks):
            x, width = self.view.pixel_x(value), metrics.horizontalAdvance(word)
            fits_right = x + BESIDE + width <= self.view.width()
            left = x + BESIDE if fits_right else x - BESIDE - width
            if left >= free:
                words.append((word, left))
                free = left + width + BESIDE
        return words

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the lines, and the words that have room."""
        painter.setPen(QPen(QColor(self.colors.warning), 1, Qt.PenStyle.DotLine))
        for value, _ in self._marks:
            x = self.view.pixel_x(value)
            painter.drawLine(QPointF(x, 0), QPointF(x, self.view.height()))
        metrics = painter.fontMetrics()
        for word, left in self.placed(metrics):
            painter.drawText(QPointF(left, 2 + metrics.ascent()), word)
        if self._here is not None:
            x = self.view.pixel_x(self._here)
            painter.setPen(QPen(QColor(self.colors.accent), 2))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.view.height()))
