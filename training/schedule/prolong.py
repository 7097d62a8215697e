"""More epochs for an experiment that has begun: what may grow, and what was built for its first length."""

from __future__ import annotations

from collections.abc import Iterator

from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError, Problem
from training.experiment.schedulers import Composition, HandSwitched, OneCycleLR, SchedulerSettings
from training.schedule.ticks import ticks_of


def prolonged(experiment: Experiment, epochs: int, done: int, rows: int) -> Experiment:
    """Return the experiment, of which `done` epochs are trained on so many rows, with more epochs.

    A scheduler that is at work keeps the length that it was built with. Raises ExperimentError where torch would
    step it no further, and for fewer epochs than before.
    """
    if epochs < experiment.epochs:
        raise ExperimentError([Problem("epochs", f"the run is one of {experiment.epochs} epochs; it can only grow")])
    steps = done * ticks_of(experiment, rows).per_epoch
    if epochs > experiment.epochs:
        kept = (
            f"OneCycleLR was built for the run's {experiment.epochs} epochs, and torch steps it no further; "
            "start a new run for more epochs"
        )
        problems = [Problem(path, kept) for path in _built_for_the_run(experiment.scheduler, "scheduler", steps)]
        if problems:
            raise ExperimentError(problems)
    return Experiment.model_validate({**dict(experiment), "epochs": epochs})


def _built_for_the_run(settings: SchedulerSettings, path: str, steps: int) -> Iterator[str]:
    """Yield the TOML paths of the schedulers that are built already and end with the run."""
    if isinstance(settings, OneCycleLR):
        if settings.total_steps is None and settings.epochs is None:
            yield path
    elif isinstance(settings, HandSwitched):
        start = settings.milestones[-1] if settings.milestones else 0
        if steps >= start:
            last = len(settings.schedulers) - 1
            yield from _built_for_the_run(settings.schedulers[last], f"{path}.schedulers[{last}]", steps - start)
    elif isinstance(settings, Composition):
        for index, child in enumerate(settings.schedulers):
            yield from _built_for_the_run(child, f"{path}.schedulers[{index}]", steps)
