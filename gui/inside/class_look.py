"""How a class looks in every picture: a colour, and a shape for whoever sees no colours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPolygonF

from gui.widgets.theme import Colors

SHAPES = ("●", "■", "▲", "◆", "▼", "✚")
POLYGONS = {
    1: ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    2: ((0, -1.2), (1.1, 0.9), (-1.1, 0.9)),
    3: ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
    4: ((0, 1.2), (1.1, -0.9), (-1.1, -0.9)),
    5: ((-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4),
        (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4)),
}  # fmt: skip


def color_of(colors: Colors, index: int) -> str:
    """Return the colour of a class, by its index among the classes."""
    return colors.run(index)


def sign_of(index: int) -> str:
    """Return the shape of a class as a character."""
    return SHAPES[index % len(SHAPES)]


def draw_sign(painter: QPainter, index: int, at: QPointF, size: float) -> None:
    """Draw the shape of a class with the painter's pen and brush; `size`: half its width in pixels."""
    shape = index % len(SHAPES)
    if shape == 0:
        painter.drawEllipse(at, size, size)
    else:
        painter.drawPolygon(QPolygonF([QPointF(at.x() + size * x, at.y() + size * y) for x, y in POLYGONS[shape]]))


def rgb(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return colours written as `#rrggbb`, (colours, 3) from 0 to 255."""
    return np.array([[int(text[i : i + 2], 16) for i in (1, 3, 5)] for text in texts], dtype=np.float32)
