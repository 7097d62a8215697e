"""A small picture of one or more schedules, without axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.widgets.appearance import Appearance
from gui.widgets.scale import Scale
from gui.widgets.theme import Colors

Rates = NDArray[np.float64]

MOST_STEPS = 300  # that are drawn one by one; of more, the lowest and highest of each bin
INSET, CORNER = 5.0, 6.0  # pixels


@dataclass(frozen=True)
class Line:
    """A schedule to draw: its rates, step by step, and its colour, `accent`, `muted` or a run's number.

    part: of the width, that it takes from the left.
    """

    rates: Rates
    color: str | int = "accent"
    dashed: bool = False
    part: float = 1.0

    def pen(self, colors: Colors) -> QPen:
        """Return the pen in the colours of a scheme."""
        return QPen(
            QColor(colors.named(self.color)), 1.5, Qt.PenStyle.DashLine if self.dashed else Qt.PenStyle.SolidLine
        )


class Sparkline(QWidget):
    """Draws lines over one another on one scale."""

    def __init__(
        self, appearance: Appearance, size: QSize, parent: QWidget | None = None, ground: str = "window"
    ) -> None:
        """Show nothing yet, on a ground of this colour; the width may grow."""
        super().__init__(parent)
        self._appearance, self._size, self._ground = appearance, size, ground
        self._scale = Scale(0.0, 1.0)
        self._lines: list[tuple[Line, list[QPointF]]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_lines(self, lines: Sequence[Line], scale: Scale | None = None) -> None:
        """Draw these lines, the last one on top, on the given scale or on one of their own."""
        self._scale = scale or Scale.around(line.rates for line in lines)
        self._lines = [(line, outline(line.rates, self._scale, line.part)) for line in lines]
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size that was asked for."""
        return self._size

    def minimumSizeHint(self) -> QSize:
        """Return the same: nothing smaller can be read."""
        return self._size

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._appearance.colors.named(self._ground)))
        painter.drawRoundedRect(QRectF(self.rect()), CORNER, CORNER)
        field = QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET)
        for line, points in self._lines:
            painter.setPen(line.pen(self._appearance.colors))
            draw(painter, field, points)


def draw(painter: QPainter, field: QRectF, points: Sequence[QPointF]) -> None:
    """Draw an outline into the field, with the pen as it is."""
    painter.drawPolyline(
        [QPointF(field.left() + p.x() * field.width(), field.bottom() - p.y() * field.height()) for p in points]
    )


def outline(rates: Rates, scale: Scale, part: float = 1.0) -> list[QPointF]:
    """Return the stairs of the rates in a square of side 1, (0, 0) at the bottom left; no peak is lost.

    part: of its width, that they take.
    """
    count = len(rates)
    if count <= MOST_STEPS:
        x, y = np.repeat(np.arange(count + 1) / max(1, count), 2)[1:-1], np.repeat(rates, 2)
    else:
        starts = np.linspace(0, count, MOST_STEPS, endpoint=False).astype(np.int64)
        x = np.repeat(starts / count, 2)
        y = np.column_stack((np.maximum.reduceat(rates, starts), np.minimum.reduceat(rates, starts))).ravel()
    return [QPointF(*point) for point in zip((x * part).tolist(), scale.part(y).tolist(), strict=True)]
