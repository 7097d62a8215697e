"""How a curve is drawn, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

HALO = 7.0  # pixels
# (solid, dashed) lines, as lengths drawn and left out; another pair each time the runs' colours have gone round
PATTERNS = (
    ((), (5.0, 3.5)),
    ((10.0, 3.0, 1.5, 3.0), (4.0, 2.5, 1.0, 2.5)),
    ((10.0, 3.0, 1.5, 3.0, 1.5, 3.0), (4.0, 2.5, 1.0, 2.5, 1.0, 2.5)),
)


def pattern_of(style: int, dashed: bool) -> tuple[float, ...]:
    """Return the pattern of a line; empty: solid."""
    return PATTERNS[style % len(PATTERNS)][dashed]


class Weight(Enum):
    """How much a line stands out."""

    FAINT = 0  # behind its smoothed self
    PLAIN = 1
    STRONG = 2  # the smoothed one


@dataclass(frozen=True)
class Look:
    """Dashes and square dots tell two curves of one run apart, dots and dashes two runs of one colour.

    `style` says how often the colours have gone round; `halo` is the colour of a broad line behind; empty: none.
    """

    color: str
    dashed: bool = False
    stairs: bool = False
    weight: Weight = Weight.PLAIN
    style: int = 0
    halo: str = ""

    @property
    def pattern(self) -> tuple[float, ...]:
        """Return lengths drawn and left out; empty: solid."""
        return pattern_of(self.style, self.dashed)

    @property
    def dotted(self) -> bool:
        """Whether epochs get dots where there is room."""
        return self.weight is Weight.PLAIN and not self.stairs

    def wide(self, fine: bool, straight: bool) -> bool:
        """Whether the line is 2 pixels wide; dashes are then a hundred times slower, unless straight."""
        if self.pattern:
            return fine and straight
        return self.weight is Weight.STRONG or (fine and self.weight is Weight.PLAIN)

    def pen(self, fine: bool, straight: bool) -> QPen:
        """Return the pen: `fine`, there are few points; `straight`, all lines run along the axes."""
        pen = QPen(QColor(self.color), 2.0 if self.wide(fine, straight) else 1.0)
        pen.setCosmetic(True)
        if self.pattern:
            pen.setDashPattern(self.pattern)
        return pen

    def halo_pen(self, pixel_ratio: float) -> QPen:
        """Return the pen that draws the halo."""
        pen = QPen(QColor(self.halo), HALO * pixel_ratio)
        pen.setCosmetic(True)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        return pen

    def dot_pen(self) -> QPen:
        """Return the pen that draws a dot at a point."""
        cap = Qt.PenCapStyle.SquareCap if self.dashed else Qt.PenCapStyle.RoundCap
        return QPen(QColor(self.color), 4.0 if self.dashed else 5.5, Qt.PenStyle.SolidLine, cap)
