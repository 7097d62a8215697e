"""From numbers to colours: even steps for the eye, in grey and for colour-blind eyes, too."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtGui import QColor

MAP, STEPS = "viridis", 256
ENDS = 0.04, 0.94  # of the map: its last shades are hard to see on a bright or a dark ground
WIDE = 20.0  # the highest number over the lowest from which the scale is logarithmic
BRIGHT = 0.55  # the lightness from which black can be read better than white


@dataclass(frozen=True)
class ColorScale:
    """Colours of the numbers from `low` to `high`; the best have the colour that stands out from the ground."""

    low: float
    high: float
    falls: bool  # whether low is good
    dark: bool
    log: bool = False

    @classmethod
    def around(cls, numbers: NDArray[np.float64], falls: bool, dark: bool) -> ColorScale:
        """Return the scale of all finite numbers."""
        finite = numbers[np.isfinite(numbers)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
        return cls(low, high, falls, dark, log=low > 0 and high / low > WIDE)

    def part(self, number: float) -> float:
        """Return where the number lies, 0 at the low end and 1 at the high; infinities lie at the ends."""
        if self.high == self.low:
            return 0.5
        if self.log:
            part = math.log(max(number, self.low) / self.low) / math.log(self.high / self.low)
        else:
            part = (number - self.low) / (self.high - self.low)
        return min(1.0, max(0.0, part))

    def at(self, part: float) -> QColor:
        """Return the colour there."""
        good = 1 - part if self.falls else part
        first, last = ENDS
        shade = first + (last - first) * (good if self.dark else 1 - good)
        return QColor(*_table()[round(shade * (STEPS - 1))])

    def color(self, number: float) -> QColor:
        """Return the number's colour."""
        return self.at(self.part(number))


@cache
def _table() -> Sequence[tuple[int, int, int]]:
    return [tuple(color[:3]) for color in pg.colormap.get(MAP).getLookupTable(0, 1, STEPS).tolist()]


def ink_on(color: QColor) -> QColor:
    """Return black or white, whichever can be read on the colour."""
    red, green, blue = (channel**2.2 for channel in (color.redF(), color.greenF(), color.blueF()))
    lightness = (0.2126 * red + 0.7152 * green + 0.0722 * blue) ** (1 / 2.2)
    return QColor("#000000" if lightness > BRIGHT else "#ffffff")
