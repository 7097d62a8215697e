"""The axes of parallel coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gui.widgets.color_scale import ColorScale

MOST_LABELS = 12
SPREAD = 0.5  # of the distance between two labels, over which their lines fan out in order of their figures


@dataclass(frozen=True)
class ParallelAxis:
    """An upright axis: where each line crosses it, 0 at its foot and 1 at its top, and its labels with theirs."""

    name: str
    heights: NDArray[np.float64]
    labels: Sequence[tuple[float, str]]


def choice_axis(name: str, indices: NDArray[np.int64], labels: Sequence[str], fan: NDArray[np.float64]) -> ParallelAxis:
    """Return an axis whose values stand at even distances, and around each of them its lines, `fan` from 0 to 1.

    `indices` are those of labels.
    """
    between = 1 / len(labels)
    heights = (np.arange(len(labels)) + 0.5) * between
    shown = list(zip(heights.tolist(), labels, strict=True))[:: -(-len(labels) // MOST_LABELS)]
    return ParallelAxis(name, heights[indices] + SPREAD * between * (fan - 0.5), shown)


def number_axis(name: str, numbers: NDArray[np.float64], falls: bool) -> ParallelAxis:
    """Return an axis of numbers, the best at the top; what is not finite has no position on it."""
    scale = ColorScale.around(numbers, falls, dark=False)
    parts = np.array([scale.part(number) if np.isfinite(number) else np.nan for number in numbers.tolist()])
    labels = [(0.0, scale.low), (1.0, scale.high)] if scale.high > scale.low else [(0.5, scale.low)]
    ends = [(1 - part if falls else part, f"{number:.4f}") for part, number in labels]
    return ParallelAxis(name, 1 - parts if falls else parts, ends)
