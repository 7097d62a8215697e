"""What a learning-rate range test suggests, and why. Judged is the smoothed loss that is drawn, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.experiment.schedulers import counted
from training.insight.rate_finder import Point
from training.insight.rate_span import WHOLE, Span

START = 0.1  # of the batches: the loss before the rates matter
BOTTOM = 0.05  # of the fall: how far above the lowest loss the valley's floor ends, or half of the noise
NOISE = 0.02  # of the loss at the start: a smaller fall is none
SPREAD = 12.0  # median distances, over the root of the width: what 1,500 tests of noise alone stay below
DIVISOR = 10.0  # of the rate at the lowest loss
EDGE_DIVISOR = 5.0  # of the rate at which the loss is back where it started

NO_NUMBER = "The loss is not a finite number even at the lowest rates, so this test suggests no rate."
RAISE = "Raise batch_size, up to all training rows, so that the loss is steadier."

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Suggestion:
    """A rate, the name that the field has for it, and the reason as a sentence."""

    name: str
    lr: float
    reason: str
    recommended: bool = False


@dataclass(frozen=True)
class Curve:
    """A finished test."""

    rates: Values  # the one of each batch, (batches,)
    raw: Values  # its own loss, (batches,)
    losses: Values  # the smoothed loss as it is drawn: the median of the last `width` raw ones, (batches,)
    early: int  # how many of the first count as the start
    width: int  # the batches that a smoothed loss looks at
    whole: bool = True  # whether the test came to the end of its range

    @property
    def start(self) -> float:
        """Return the loss before the rates matter."""
        return float(np.mean(self.losses[: self.early]))

    @property
    def lowest(self) -> int:
        """Return the index of the lowest loss, of those that look at as many batches as the others."""
        first = min(self.width, len(self.losses)) - 1
        return first + int(np.argmin(self.losses[first:]))

    @property
    def fall(self) -> float:
        """Return by how much the loss fell."""
        return self.start - float(self.losses[self.lowest])

    @property
    def noise(self) -> float:
        """Return how far the smoothed loss may move by chance, by how far the batches' own ones lie from it."""
        end = min(len(self.raw), max(self.early, self.lowest + 1))
        apart = np.abs(self.raw - self.losses)[min(self.width, end - 1) : end]
        return float(SPREAD * np.median(apart) / self.width**0.5)

    def risen(self, rise: float) -> int | None:
        """Return the first index behind the lowest loss where the loss is higher by more than this."""
        behind = np.flatnonzero(self.losses[self.lowest :] > self.losses[self.lowest] + rise)
        return self.lowest + int(behind[0]) if len(behind) else None


def suggest(points: Sequence[Point], span: Span = WHOLE) -> tuple[Suggestion, ...]:
    """Return the suggestions of a test over this span, the recommended one first; none where the fall may be noise."""
    curve = curve_of(points, span)
    if curve is None or curve.fall <= max(NOISE * abs(curve.start), curve.noise):
        return ()
    return tuple(_suggestions(curve))


def why_none(points: Sequence[Point], span: Span = WHOLE) -> str:
    """Say why a test over this span suggests nothing, and what to do."""
    curve = curve_of(points, span)
    if curve is None or not np.isfinite([point.loss for point in points[:2]]).all():
        return NO_NUMBER
    at, lowest = f"at {curve.rates[curve.lowest]:.2g}", f"{curve.losses[curve.lowest]:.2g}"
    if curve.fall <= 0:
        return (
            f"The smoothed loss started at {curve.start:.2g} and came no lower than {lowest}, {at}, so this test "
            "suggests no rate. Check the data and the network."
        )
    fell = f"The smoothed loss fell by {curve.fall:.2g}, from {curve.start:.2g} to {lowest} {at}, which is no more than"
    if curve.fall <= curve.noise:
        noise = f"it may move by chance ({curve.noise:.2g}), by the noise of single batches"
        return f"{fell} {noise}, so this test suggests no rate. {RAISE}"
    return f"{fell} {NOISE:.0%} of its start, so this test suggests no rate. Check the data and the network."


def curve_of(points: Sequence[Point], span: Span = WHOLE) -> Curve | None:
    """Return the finite part of a test; None where there is none."""
    found = np.array([(p.lr, p.loss, p.smoothed) for p in points if np.isfinite((p.loss, p.smoothed)).all()])
    if not len(found):
        return None
    rates, raw, losses = found.T
    early, whole = max(1, int(START * span.batches)), len(points) == span.batches
    return Curve(rates, raw, losses, early, span.smoothing, whole)


def _suggestions(curve: Curve) -> Iterator[Suggestion]:
    yield _floor(curve)
    if curve.lowest > 0:
        yield _steepest(curve)
        yield _valley(curve)
    lowest = curve.rates[curve.lowest]
    yield Suggestion(
        "minimum / 10",
        _rounded(lowest / DIVISOR),
        f"A tenth of the rate at the lowest smoothed loss ({lowest:.2g}): the usual careful choice, "
        "slow in a short run.",
    )
    edge = curve.risen(curve.fall)
    if edge is not None:
        yield Suggestion(
            "divergence / 5",
            _rounded(curve.rates[edge] / EDGE_DIVISOR),
            f"At {curve.rates[edge]:.2g} the smoothed loss is back where it started, at {curve.start:.2g}; "
            "a fifth of that rate keeps well below.",
        )


def _floor(curve: Curve) -> Suggestion:
    """Return the middle of the rates at which the loss is about as low as it gets, but for its noise."""
    within = max(BOTTOM * curve.fall, curve.noise / 2)
    left, right = int(np.argmax(curve.losses <= curve.losses[curve.lowest] + within)), curve.risen(within)
    # where the line has risen, half of the batches that it looks at have: the rise began before them
    end = len(curve.rates) - 1 if right is None else max(curve.lowest, right - 1 - curve.width // 2)
    first, last = float(curve.rates[left]), float(curve.rates[end])
    lowest, wider = f"{curve.losses[curve.lowest]:.2g}", ": a wider range would tell more" if curve.whole else ""
    reason = f"The smoothed loss first comes within {within:.2g} of its lowest, {lowest}, at {first:.2g}, "
    if right is None:
        reason += f"and is still there at the highest rate that was tried{wider}."
    else:
        reason += f"and stays there from the lowest on up to {last:.2g}."
    reason += " This rate is the middle of the two."
    return Suggestion("valley floor", _rounded((first * last) ** 0.5), reason, recommended=True)


def _steepest(curve: Curve) -> Suggestion:
    """Return the middle of the steepest stretch on the way to the lowest loss."""
    stride = min(curve.early, curve.lowest)
    falls = curve.losses[: curve.lowest + 1 - stride] - curve.losses[stride : curve.lowest + 1]
    first = int(np.argmax(falls))
    low, high = float(curve.rates[first]), float(curve.rates[first + stride])
    reason = (
        f"From {low:.2g} to {high:.2g} the smoothed loss falls by {falls[first]:.2g}, more than over any other "
        f"stretch of {counted(stride, 'batch')} before its lowest; this is the middle of it."
    )
    return Suggestion("steepest descent", _rounded((low * high) ** 0.5), reason)


def _valley(curve: Curve) -> Suggestion:
    """Return the middle of the longest falling sequence, which may leave batches out."""
    lengths, before = np.ones(len(curve.losses), int), np.arange(len(curve.losses))
    for index in range(1, len(lengths)):
        higher = np.where(curve.losses[:index] > curve.losses[index], lengths[:index], 0)
        if higher.any():
            before[index] = int(np.argmax(higher))
            lengths[index] += higher[before[index]]
    sequence = [int(np.argmax(lengths))]
    while before[sequence[-1]] != sequence[-1]:
        sequence.append(int(before[sequence[-1]]))
    low, middle, high = (float(curve.rates[sequence[at]]) for at in (-1, len(sequence) // 2, 0))
    reason = (
        f"The longest sequence of ever lower smoothed losses, batches in between left out, goes from {low:.2g} to "
        f"{high:.2g} and has {len(sequence)} of them; this is the rate of the middle one."
    )
    return Suggestion("valley", _rounded(middle), reason)


def _rounded(lr: float) -> float:
    """Return the rate with two significant digits, as one would type it."""
    return float(f"{lr:.2g}")
