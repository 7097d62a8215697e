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
from training.insight.rate_suggestions import suggest


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
        full = [other for other in range(len(self.points)) if other >= min(place, 9)]
        return bool(self.losses[place] <= self.losses[full].min())


def finder_faults(facts: Facts) -> Iterator[str]:
    """Yield what is wrong with the suggestions of a test."""
    try:
        points = list(try_rates(facts.experiment, load(facts.experiment.data)))
    except TrainingError:
        return
    finite = [point for point in points if np.isfinite((point.loss, point.smoothed)).all()]
    for suggestion in suggest(points):
        yield from faults(suggestion.reason, Drawn(finite), RULES)


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


RULES = [
    rule(rf"A tenth of the rate at the lowest smoothed loss \({N}\): the usual careful choice, slow in a short run\.",
         _tenth),
    rule(rf"At {N} the smoothed loss is back where it started, at {N}; a fifth of that rate keeps well below\.", _back),
    rule(rf"The smoothed loss first comes within {N} of its lowest, {N}, at {N}, and is still there at the highest "
         r"rate that was tried: a wider range would tell more\. This rate is the middle of the two\.", _floor),
    rule(rf"The smoothed loss first comes within {N} of its lowest, {N}, at {N}, and stays there from the lowest on up "
         rf"to {N}\. This rate is the middle of the two\.", _floor),
    rule(rf"From {N} to {N} the smoothed loss falls by {N}, more than over any other stretch of (\d+) (batch|batches) "
         r"before its lowest; this is the middle of it\.", _steepest),
    rule(rf"The longest sequence of ever lower smoothed losses, batches in between left out, goes from {N} to {N} and "
         r"has (\d+) of them; this is the rate of the middle one\.", _sequence),
]  # fmt: skip
