"""A curve of any shape as a LambdaLR: straight lines between few points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.experiment.expressions import Expression
from training.experiment.schedulers import LambdaLR

TOLERANCE = 0.002  # of the highest rate: how far the lines may pass from the curve, at first
LOOSER = 1.25


def as_lambda(curve: NDArray[np.float64], lr: float) -> LambdaLR:
    """Return the LambdaLR that leads an optimizer of this rate along the curve, as near as a formula's length allows.

    curve: (epochs,) wanted rates, all finite; lr: above 0.
    """
    factors = np.asarray(curve, dtype=np.float64) / lr
    tolerance = TOLERANCE * max(float(np.abs(factors).max()), np.finfo(np.float64).tiny)
    while True:
        text = _formula(factors, significant(factors, tolerance))
        try:
            return LambdaLR(lr_lambda=Expression.parse(text).text)
        except ValueError:
            tolerance *= LOOSER


def significant(values: NDArray[np.float64], tolerance: float) -> list[int]:
    """Return the rows between which straight lines pass all values within the tolerance (Douglas and Peucker)."""
    kept, stretches = {0, len(values) - 1}, [(0, len(values) - 1)]
    while stretches:
        first, last = stretches.pop()
        rows = np.arange(first, last + 1)
        distances = np.abs(values[rows] - np.interp(rows, (first, last), values[[first, last]]))
        if distances.max() > tolerance:
            middle = first + int(distances.argmax())
            kept.add(middle)
            stretches += [(first, middle), (middle, last)]
    return sorted(kept)


def _formula(factors: NDArray[np.float64], rows: list[int]) -> str:
    if len(rows) == 1:
        return f"{factors[0]:.4g}"
    heights = ", ".join(f"{height:.4g}" for height in factors[rows])
    return f"interp(epoch, ({', '.join(map(str, rows))}), ({heights}))"
