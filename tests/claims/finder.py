"""What the rate finder may say, checked against the points that it draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.claims.facts import Facts
from tests.claims.grammar import N, faults, plural, rule
from training.engine.data import load
from training.engine.errors import TrainingError
from training.insight.rate_finder import Point, try_rates
from training.insight.rate_span import WHOLE
from training.insight.rate_suggestions import suggest, why_none

EARLY = 60  # batches of 600 that count as the start


@dataclass(frozen=True)
class Drawn:
    """The points of a test: rates and smoothed losses."""

    points: Sequence[Point]

    @property
    def losses(self) -> NDArray[np.float64]:
        """Return the smoothed losses."""
        return np.array([point.smoothed for point in self.points])

    def at(self, rate: str) -> list[int]:
        """Return the places of the points that a rate, told with two digits, may mean."""
        return [place for place, point in enumerate(self.points) if f"{point.lr:.2g}" == rate]

    def is_lowest(self, place: int) -> bool:
        """Whether the loss is the lowest of those that are smoothed over as many batches."""
        full = [other for other in range(len(self.points)) if other >= min(place, WHOLE.smoothing - 1)]
        return bool(self.losses[place] <= self.losses[full].min())


def finder_faults(facts: Facts) -> Iterator[str]:
    """Yield what is wrong with the suggestions of a test."""
    try:
        points = list(try_rates(facts.experiment, load(facts.experiment.data)))
    except TrainingError:
        return
    finite = [point for point in points if np.isfinite((point.loss, point.smoothed)).all()]
    sentences = [suggestion.reason for suggestion in suggest(points)] or [why_none(points)]
    for sentence in sentences:
        yield from faults(sentence, Drawn(finite), RULES)


def _tenth(drawn: Drawn, rate: str) -> bool:
    return any(drawn.is_lowest(place) for place in drawn.at(rate))


def _back(drawn: Drawn, rate: str, start: str) -> bool:
    lowest = int(np.argmin(drawn.losses))
    return any(place > lowest and drawn.losses[place] >= float(start) * 0.94 for place in drawn.at(rate))


def _floor(drawn: Drawn, within: str, lowest: str, first: str, last: str | None = None) -> bool:
    limit = float(lowest) * 1.06 + float(within) * 1.06
    reached = [place for place in drawn.at(first) if drawn.losses[place] <= limit]
    low = f"{drawn.losses.min():.2g}" <= lowest or any(f"{loss:.2g}" == lowest for loss in drawn.losses)
    before = drawn.losses[: reached[0]] if reached else drawn.losses
    return bool(reached) and low and bool((before >= (float(lowest) + float(within)) * 0.94).all()) and last != first


def _steepest(drawn: Drawn, low: str, high: str, fall: str, batches: str, noun: str) -> bool:
    stride, losses = int(batches), drawn.losses
    falls = [losses[place] - losses[place + stride] for place in drawn.at(low) if place + stride in drawn.at(high)]
    return plural(batches, noun.replace("batches", "batchs")) and any(f"{value:.2g}" == fall for value in falls)


def _sequence(drawn: Drawn, low: str, high: str, count: str) -> bool:
    starts, ends, losses = drawn.at(low), drawn.at(high), drawn.losses
    falls = any(losses[start] > losses[end] for start in starts for end in ends if start < end)
    return falls and any(end - start + 1 >= int(count) for start in starts for end in ends)


def _fell(drawn: Drawn, fall: str, start: str, lowest: str, rate: str, most: str) -> bool:
    """Whether the loss fell as told, and by no more than what is called nothing."""
    limit = float(start) * 0.02 if most == "2% of its start" else float(most[len("it may move by chance (") :])
    return float(fall) <= limit * 1.06 and _went(drawn, start, lowest, rate) and _difference(fall, start, lowest)


def _difference(fall: str, start: str, lowest: str) -> bool:
    """Whether the fall is that between two losses, each told with two digits."""
    return abs(float(start) - float(lowest) - float(fall)) <= 0.06 * float(start)


def _stayed(drawn: Drawn, start: str, lowest: str, rate: str) -> bool:
    return float(lowest) >= float(start) and _went(drawn, start, lowest, rate)


def _went(drawn: Drawn, start: str, lowest: str, rate: str) -> bool:
    places = [place for place in drawn.at(rate) if drawn.is_lowest(place)]
    first = f"{float(np.mean(drawn.losses[:EARLY])):.2g}" == start
    return first and any(f"{drawn.losses[place]:.2g}" == lowest for place in places)


RULES = [
    rule(rf"A tenth of the rate at the lowest smoothed loss \({N}\): the usual careful choice, slow in a short run\.",
         _tenth),
    rule(rf"At {N} the smoothed loss is back where it started, at {N}; a fifth of that rate keeps well below\.", _back),
    rule(rf"The smoothed loss first comes within {N} of its lowest, {N}, at {N}, and is still there at the highest "
         r"rate that was tried(?:: a wider range would tell more)?\. This rate is the middle of the two\.", _floor),
    rule(rf"The smoothed loss first comes within {N} of its lowest, {N}, at {N}, and stays there from the lowest on up "
         rf"to {N}\. This rate is the middle of the two\.", _floor),
    rule(rf"From {N} to {N} the smoothed loss falls by {N}, more than over any other stretch of (\d+) (batch|batches) "
         r"before its lowest; this is the middle of it\.", _steepest),
    rule(rf"The longest sequence of ever lower smoothed losses, batches in between left out, goes from {N} to {N} and "
         r"has (\d+) of them; this is the rate of the middle one\.", _sequence),
    rule(rf"The smoothed loss fell by {N}, from {N} to {N} at {N}, which is no more than (it may move by chance \({N}"
         r")\), by the noise of single batches, so this test suggests no rate\. Raise batch_size, up to all training "
         r"rows, so that the loss is steadier\.", lambda drawn, *told: _fell(drawn, *told[:5])),
    rule(rf"The smoothed loss fell by {N}, from {N} to {N} at {N}, which is no more than (2% of its start), so this "
         r"test suggests no rate\. Check the data and the network\.", _fell),
    rule(rf"The smoothed loss started at {N} and came no lower than {N}, at {N}, so this test suggests no rate\. Check "
         r"the data and the network\.", _stayed),
    rule(r"The loss is not a finite number even at the lowest rates, so this test suggests no rate\.",
         lambda drawn: len(drawn.points) < 2),
]  # fmt: skip
