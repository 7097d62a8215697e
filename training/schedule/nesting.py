"""Compositions inside a SequentialLR: torch has no way to begin one at a milestone, and fails when it comes to it."""

from __future__ import annotations

from collections.abc import Iterator

from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError, Problem
from training.experiment.schedulers import Failure, SchedulerSettings
from training.experiment.settings import WHOLE_LIMIT


def check_nesting(experiment: Experiment, rows: int | None) -> None:
    """Raise ExperimentError where some epoch of the run would come to a composition that torch cannot begin."""
    problems = [Problem(f"{found.path}.schedulers[{found.member}]", str(found)) for found in failures(experiment, rows)]
    if problems:
        raise ExperimentError(problems)


def failures(experiment: Experiment, rows: int | None) -> Iterator[Failure]:
    """Yield what fails in the run, in the order of its phases."""
    phases = experiment.phases
    ends = [*(phase.first for phase in phases[1:]), experiment.epochs + 1]
    for phase, end in zip(phases, ends, strict=True):
        if any(phase.scheduler.failures(WHOLE_LIMIT, "")):
            steps = (end - phase.first) * experiment.ticks(rows, phase.first).per_epoch
            yield from phase.scheduler.failures(steps, phase.scheduler_path)


def failures_of(settings: SchedulerSettings, steps: int, path: str) -> Iterator[Failure]:
    """Yield what fails while the scheduler makes so many steps, those that its building makes included."""
    yield from settings.failures(steps, path)
