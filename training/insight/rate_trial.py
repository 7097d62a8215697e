"""A job beside the window that tries rates and says how far it has come."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from training.insight.rate_span import Span
from training.jobs import NOTHING_YET

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.experiment.experiment import Experiment
    from training.insight.rate_finder import Point
    from training.insight.rate_suggestions import Suggestion

PAUSE = 0.1  # seconds between two looks at a test that runs


class Trial(NamedTuple):
    """A test as far as it got; suggestions, and what is to be said of it, once it is done."""

    points: list[Point]
    suggestions: tuple[Suggestion, ...] | None = None
    note: str = ""


def trials(experiment: Experiment, dataset: Dataset, span: Span) -> Iterator[object]:
    """Yield the Trial as far as it got, again and again."""
    from training.insight.rate_finder import end_note, try_rates
    from training.insight.rate_suggestions import suggest, why_none

    points: list[Point] = []
    shown = monotonic()
    for point in try_rates(experiment, dataset, span):
        points.append(point)
        if monotonic() - shown > PAUSE:
            yield Trial(list(points))
            shown = monotonic()
        else:
            yield NOTHING_YET
    suggestions = suggest(points, span)
    result = f"{len(points):,} rates were tried." if suggestions else why_none(points, span)
    yield Trial(points, suggestions, f"{result} {end_note(experiment, len(points), span)}".strip())


def tested_settings(experiment: Experiment) -> Experiment:
    """Return what a test depends on: all but the rate itself and the schedule."""
    from training.experiment.schedulers import NoScheduler

    optimizer = experiment.optimizer
    fixed = optimizer.model_copy(update={"lr": 1.0}) if hasattr(optimizer, "lr") else optimizer
    return experiment.model_copy(update={"optimizer": fixed, "scheduler": NoScheduler(), "epochs": 1, "edits": ()})
