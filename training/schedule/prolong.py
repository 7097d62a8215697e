"""Going on with an experiment that has begun: what may still change, and what was built for its first length."""

from __future__ import annotations

from collections.abc import Iterator

from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError, Problem
from training.experiment.schedulers import counted


def check_goes_on(begun: Experiment, wanted: Experiment, done: int, per_epoch: int) -> None:
    """Refuse an experiment that would have trained the epochs that are done otherwise; raises ExperimentError.

    More epochs and other edits of epochs to come are no hindrance, unless a scheduler was built for the length of
    the run, which torch steps no further. `per_epoch`: the scheduler's steps in an epoch.
    """
    problems = list(_problems(begun, wanted, done, per_epoch)) if done else []
    if problems:
        raise ExperimentError(problems)


def _problems(begun: Experiment, wanted: Experiment, done: int, per_epoch: int) -> Iterator[Problem]:
    past = "the first epoch was" if done == 1 else f"the first {done} epochs were"
    for name in _differing(begun, wanted, done):
        yield Problem(name, f"{past} trained with another value; it can only change in a new run")
    if wanted.epochs != begun.epochs:
        built = f"was built for the run's {counted(begun.epochs, 'epoch')}"
        for path, kind in _at_work(begun.up_to(done), done, per_epoch):
            yield Problem(path, f"{kind} {built}, and torch steps it no further; start a new run for more epochs")


def _differing(begun: Experiment, wanted: Experiment, done: int) -> Iterator[str]:
    """Yield the fields that made the epochs so far what they are, and that differ."""
    past, alike = begun.up_to(done), wanted.up_to(done)
    if past.steps_after_batch == alike.steps_after_batch:
        alike = alike.model_copy(update={"step_scheduler": past.step_scheduler})
    for name, value in past:
        if name != "epochs" and getattr(alike, name) != value:
            yield name


def _at_work(experiment: Experiment, done: int, per_epoch: int) -> Iterator[tuple[str, str]]:
    """Yield the TOML paths and the kinds of the schedulers that have been built and end with the run."""
    phases = experiment.phases
    ends = [*(phase.first - 1 for phase in phases[1:]), done]
    for phase, end in zip(phases, ends, strict=True):
        yield from phase.scheduler.bound_to_run(phase.scheduler_path, (end - phase.first + 1) * per_epoch)
