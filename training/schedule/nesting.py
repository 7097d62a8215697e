"""Compositions inside a SequentialLR: torch has no way to begin one at a milestone, and fails when it comes to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError, Problem
from training.experiment.schedulers import ChainedScheduler, HandSwitched, SchedulerSettings, SequentialLR
from training.experiment.settings import WHOLE_LIMIT
from training.schedule.ticks import ticks_of


class Failure(NamedTuple):
    """A composition that torch cannot begin: its place in a SequentialLR, the holder, which has the path."""

    path: str
    holder: SequentialLR
    place: int

    @property
    def kind(self) -> str:
        """Return the kind of what cannot be begun."""
        return self.holder.schedulers[self.place].kind

    @property
    def milestone(self) -> int:
        """Return the milestone at which torch fails."""
        return self.holder.milestones[self.place - 1]

    def __str__(self) -> str:
        """Say what fails, and what to do."""
        flat = self.holder.flat()
        remedy = f"write all of it as one sequence, with milestones {list(flat.milestones)}"
        if any(isinstance(child, ChainedScheduler) for child in flat.schedulers[1:]):
            remedy = "choose HandSwitched, which can"
        article = "another" if self.kind == "SequentialLR" else f"a {self.kind}"
        return f"torch fails (NotImplementedError) when a SequentialLR reaches {article} at milestone " + (
            f"{self.milestone}; {remedy}"
        )


def check_nesting(experiment: Experiment, rows: int | None) -> None:
    """Raise ExperimentError where some epoch of the run would come to a composition that torch cannot begin."""
    problems = [Problem(f"{found.path}.schedulers[{found.place}]", str(found)) for found in failures(experiment, rows)]
    if problems:
        raise ExperimentError(problems)


def failures(experiment: Experiment, rows: int | None) -> Iterator[Failure]:
    """Yield what fails in the run, in the order of its phases."""
    phases = experiment.phases
    ends = [*(phase.first for phase in phases[1:]), experiment.epochs + 1]
    for phase, end in zip(phases, ends, strict=True):
        if any(isinstance(member, SequentialLR) for _, member in phase.scheduler.family()):
            steps = (end - phase.first) * ticks_of(experiment, rows, phase.first).per_epoch
            yield from failures_of(phase.scheduler, steps, phase.scheduler_path)


def failures_of(settings: SchedulerSettings, steps: int, path: str) -> Iterator[Failure]:
    """Yield what fails while the scheduler makes so many steps, those that its building makes included."""
    if isinstance(settings, ChainedScheduler):
        for index, child in enumerate(settings.schedulers):
            yield from failures_of(child, steps, f"{path}.schedulers[{index}]")
    elif isinstance(settings, HandSwitched):
        for index, (start, stop, child) in enumerate(settings.segments(WHOLE_LIMIT)):
            if start <= steps:
                yield from failures_of(child, min(stop, steps) - start, f"{path}.schedulers[{index}]")
    elif isinstance(settings, SequentialLR):
        # building it makes one more step of what stands first
        own = min(steps, settings.milestones[0] - 1) if settings.milestones else steps
        yield from failures_of(settings.schedulers[0], own + 1, f"{path}.schedulers[0]")
        for index, milestone in enumerate(settings.milestones, 1):
            if milestone <= steps and isinstance(settings.schedulers[index], SequentialLR | ChainedScheduler):
                yield Failure(path, settings, index)
