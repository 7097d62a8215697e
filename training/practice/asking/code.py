"""Questions for the scheduler that gives a curve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from training.experiment.calls import call_of
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import CosineAnnealingLR, ExponentialLR, NoScheduler, StepLR
from training.practice.asking.material import Candidate, Material
from training.practice.claims import Claim
from training.practice.outcome import in_runs
from training.practice.question import Option, Question
from training.schedule.preview import Table

# what stands beside the right one where too little is known that it is taken for
OTHERS = (NoScheduler(), ExponentialLR(gamma=0.9), StepLR(step_size=3), CosineAnnealingLR(T_max=10))
NOTE = "Its curve is another one."
APART = 0.06  # of the height of a picture: curves that an eye tells from each other
LONG = 0.02  # of the epochs, over which they are that far apart


def code_of_curve(material: Material) -> Question | None:
    """Ask which scheduler gives the curve that is shown; None where too few others give another one."""
    experiment, schedule = material.experiment, material.schedule
    candidates = [Candidate(experiment, schedule, ""), *material.others, *_others(material)]
    right, *wrong = [
        Option(text=call, experiment={"scheduler": _scheduler(candidate.experiment)}, note=candidate.note)
        for call, candidate in _distinct(candidates).items()
    ]
    rates = tuple(schedule.lr.tolist())
    watched = "" if not experiment.watched else ", with a figure that is 1.0 in every epoch"
    batches = ", drawn at the first batch of each epoch" if experiment.steps_after_batch else ""
    return material.question(
        "code",
        f"Which scheduler gives this curve{watched}{batches}?",
        right,
        wrong,
        introduced=False,
        curve=rates,
        claim=Claim(rates=rates),
        hint="Look where the rate changes first, by how much, and whether the distances between changes are equal.",
        steps=(
            f"The epochs {material.begins} at {in_runs(rates)}.",
            f"That is what {call_of(experiment.scheduler)} does.",
        ),
        mistake="To look at the first change only: several schedulers agree up to there.",
    )


def _others(material: Material) -> Iterator[Candidate]:
    for scheduler in OTHERS:
        try:
            yield material.candidate(scheduler.model_dump(), NOTE)
        except ExperimentError:
            continue


def _distinct(candidates: list[Candidate]) -> dict[str, Candidate]:
    """Return the candidates by their calls: the first, and of the others those that look like none before."""
    first, *others = candidates
    found = {call_of(first.experiment.scheduler): first}
    for other in others:
        call = call_of(other.experiment.scheduler)
        if call not in found and seen_apart([*(each.schedule.lr for each in found.values()), other.schedule.lr]):
            found[call] = other
    return found


def seen_apart(curves: Sequence[Table]) -> bool:
    """Whether all curves, each (epochs,), look different on one axis that has room for all of them, and for 0."""
    table = np.array(curves)
    if not np.isfinite(table).all():
        return False
    room = max(0.0, float(table.max())) - min(0.0, float(table.min()))
    long = max(1, round(LONG * table.shape[1]))
    return all((np.abs(a - b) > APART * room).sum() >= long for a, b in combinations(table, 2))


def _scheduler(experiment: Experiment) -> dict[str, Any]:
    values: dict[str, Any] = plain(experiment)["scheduler"]
    return values
