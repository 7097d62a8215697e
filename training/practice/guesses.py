"""What a drawn curve may have meant: the true schedule, and the ways in which it is usually got wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Rates = NDArray[np.float64]
FARTHEST = 6  # epochs by which a curve may be shifted
MOST_CHANGES = 12  # of a staircase whose milestones are looked at one by one
POWERS = np.concatenate([np.arange(0.1, 0.86, 0.05), np.arange(1.15, 4.01, 0.05)])  # of the true factor
EQUAL = 1e-9  # relative


class Kind(Enum):
    """What a drawing is, measured by the true schedule."""

    RIGHT = "right"
    SHIFTED = "shifted"
    FACTOR = "wrong factor"
    MILESTONE = "wrong milestone"
    RATES = "right epochs, wrong rates"
    INVERTED = "inverted"
    CONSTANT = "constant"
    OTHER = "another shape"


@dataclass(frozen=True)
class Guess:
    """A curve that may have been meant."""

    kind: Kind
    rates: Rates  # (epochs,)
    freedom: int  # numbers in it that are chosen to fit the drawing; a guess with more of them must explain more
    by: int = 0  # epochs by which it is late; below 0: early
    power: float = 1.0  # of the true factors, that of wrong ones
    milestone: int = 0  # the epoch after which the change belongs that is late


def guesses(true: Rates, drawn: Rates) -> Iterator[Guess]:
    """Yield what may have been meant, the true schedule first; both are (epochs,)."""
    yield Guess(Kind.RIGHT, true, 0)
    yield Guess(Kind.CONSTANT, np.full_like(true, np.median(drawn)), 1)
    at = changes(true)
    if not at:
        return
    yield from _shifted(true)
    yield from _scaled(true, at)
    yield from _inverted(true)
    if len(at) <= MOST_CHANGES and len(at) < len(true) - 1:
        yield _with_own_rates(true, drawn, at)
        yield from _moved(true, at)


def changes(true: Rates) -> list[int]:
    """Return the epochs after which the rate is another, by more than rounding."""
    largest = np.maximum(np.abs(true[1:]), np.abs(true[:-1]))
    return [int(before) + 1 for before in np.flatnonzero(np.abs(np.diff(true)) > EQUAL * largest)]


def _shifted(true: Rates) -> Iterator[Guess]:
    epochs = np.arange(len(true))
    for size in range(1, min(FARTHEST, len(true) - 1) + 1):
        for by in (size, -size):
            yield Guess(Kind.SHIFTED, true[np.clip(epochs - by, 0, len(true) - 1)], 1, by=by)


def _scaled(true: Rates, at: Sequence[int]) -> Iterator[Guess]:
    """Yield a schedule that multiplies by one factor with other factors in its place."""
    if (true > 0).all() and np.ptp(np.log(true[at] / true[np.array(at) - 1])) < EQUAL:
        for power in POWERS.tolist():
            yield Guess(Kind.FACTOR, true[0] * (true / true[0]) ** power, 1, power=power)


def _inverted(true: Rates) -> Iterator[Guess]:
    yield Guess(Kind.INVERTED, true.max() + true.min() - true, 0)
    yield Guess(Kind.INVERTED, 2 * true[0] - true, 0)
    if (true > 0).all():
        yield Guess(Kind.INVERTED, true.max() * true.min() / true, 0)
        yield Guess(Kind.INVERTED, true[0] ** 2 / true, 0)


def _with_own_rates(true: Rates, drawn: Rates, at: Sequence[int]) -> Guess:
    """Return a staircase with the true epochs and the drawing's own rates."""
    stairs = [np.full(len(part), np.median(part)) for part in np.split(drawn, at)]
    return Guess(Kind.RATES, np.concatenate(stairs), len(stairs))


def _moved(true: Rates, at: Sequence[int]) -> Iterator[Guess]:
    """Yield the staircase with one of its changes at another epoch; a single change is as good as a shift."""
    bounds = [0, *at, len(true)]
    for index, milestone in enumerate(at, 1) if len(at) > 1 else ():
        for moved in range(bounds[index - 1] + 1, bounds[index + 1]):
            if moved != milestone:
                rates = true.copy()
                rates[bounds[index - 1] : moved] = true[milestone - 1]
                rates[moved : bounds[index + 1]] = true[milestone]
                yield Guess(Kind.MILESTONE, rates, 2, by=moved - milestone, milestone=milestone)
