"""How far a figure lies from another, in print."""

from __future__ import annotations

import math

MINUS = "−"


def signed(difference: float) -> str:
    """Return a difference with its sign, four significant digits; empty for what is no number."""
    if math.isnan(difference):
        return ""
    text = f"{abs(difference):.4g}"
    return "±0" if difference == 0 else f"{MINUS if difference < 0 else '+'}{text}"
