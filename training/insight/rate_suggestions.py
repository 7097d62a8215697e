"""What a learning-rate range test suggests, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.insight.rate_finder import SMOOTHING, WHOLE, Point, Span
from training.insight.smoothing import centred

START = 0.1  # of the batches: the loss before the rates matter
BOTTOM = 0.05  # of the fall: how far above the lowest loss the valley's floor ends
NOISE = 0.02  # of the loss at the start: a smaller fall is none
DIVISOR = 10.0  # of the rate at the lowest loss
EDGE_DIVISOR = 5.0  # of the rate at which the loss is back where it started

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Suggestion:
    """A rate, the name that the field has for it, and the reason as a sentence."""

    name: str
    lr: float
    reason: str
    recommended: bool = False


@dataclass(frozen=True)
class _Curve:
    """A finished test: the rates, the losses smoothed without lag, and how many of the first count as the start."""

    rates: Values
    losses: Values
    early: int

    @property
    def start(self) -> float:
        return float(np.mean(self.losses[: self.early]))

    @property
    def lowest(self) -> int:
        return int(np.argmin(self.losses))

    @property
    def fall(self) -> float:
        return self.start - float(self.losses[self.lowest])

    def risen(self, share: float) -> int | None:
        """Return the first place behind the lowest loss where this share of the fall is lost again."""
        behind = np.flatnonzero(self.losses[self.lowest :] > self.losses[self.lowest] + share * self.fall)
        return self.lowest + int(behind[0]) if len(behind) else None


def suggest(points: Sequence[Point], span: Span = WHOLE) -> tuple[Suggestion, ...]:
    """Return the suggestions of a test over this span, the recommended one first; none where the loss never fell."""
    curve = _curve(points, span)
    if curve is None or curve.fall <= NOISE * abs(curve.start):
        return ()
    return tuple(_suggestions(curve))


def _curve(points: Sequence[Point], span: Span) -> _Curve | None:
    losses = [point.loss for point in points if np.isfinite(point.loss)]
    if not losses:
        return None
    rates = np.array([point.lr for point in points[: len(losses)]])
    return _Curve(rates, centred(losses, SMOOTHING * span.batches), max(1, int(START * span.batches)))


def _suggestions(curve: _Curve) -> Iterator[Suggestion]:
    yield _floor(curve)
    yield _steepest(curve)
    yield _valley(curve)
    lowest = curve.rates[curve.lowest]
    yield Suggestion(
        "minimum / 10",
        _rounded(lowest / DIVISOR),
        f"A tenth of the rate at the lowest loss ({lowest:.2g}): the usual careful choice, slow in a short run.",
    )
    edge = curve.risen(1.0)
    if edge is not None:
        yield Suggestion(
            "divergence / 5",
            _rounded(curve.rates[edge] / EDGE_DIVISOR),
            f"At {curve.rates[edge]:.2g} the loss is back where it started; a fifth of that keeps well below.",
        )


def _floor(curve: _Curve) -> Suggestion:
    """Return the middle of the rates at which the loss is about as low as it gets."""
    left = int(np.argmax(curve.losses <= curve.losses[curve.lowest] + BOTTOM * curve.fall))
    right = curve.risen(BOTTOM)
    first, last = float(curve.rates[left]), float(curve.rates[len(curve.rates) - 1 if right is None else right])
    reason = f"From {first:.2g} to {last:.2g} the loss is about as low as it gets; this is the middle of it."
    if right is None:
        reason += " It did not rise again up to the highest rate that was tried: a wider range would tell more."
    return Suggestion("valley floor", _rounded((first * last) ** 0.5), reason, recommended=True)


def _steepest(curve: _Curve) -> Suggestion:
    first = min(curve.early, curve.lowest)  # before that the loss moves by chance only
    steady = centred(curve.losses.tolist(), curve.early)
    slopes = np.diff(steady[first : curve.lowest + 1], append=steady[curve.lowest])
    lr = float(curve.rates[first + int(np.argmin(slopes))])
    return Suggestion("steepest descent", _rounded(lr), "Here the loss falls fastest from one batch to the next.")


def _valley(curve: _Curve) -> Suggestion:
    lengths = np.ones(len(curve.losses), int)
    for place in range(1, len(lengths)):
        higher = curve.losses[:place] > curve.losses[place]
        lengths[place] += np.max(lengths[:place], where=higher, initial=0)
    end = int(np.argmax(lengths))
    middle = max(0, end - int(lengths[end]) // 2)
    reason = "The middle of the longest stretch of batches on which the loss keeps falling."
    return Suggestion("valley", _rounded(float(curve.rates[middle])), reason)


def _rounded(lr: float) -> float:
    """Return the rate with two significant digits, as one would type it."""
    return float(f"{lr:.2g}")
