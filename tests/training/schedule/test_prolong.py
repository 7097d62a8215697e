from __future__ import annotations

import pytest

from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import ChainedScheduler, ExponentialLR, HandSwitched, LinearLR, OneCycleLR
from training.schedule.prolong import prolonged

CYCLE = OneCycleLR(max_lr=0.1)
THEN_CYCLE = HandSwitched(schedulers=(LinearLR(), CYCLE), milestones=(3,))
CYCLE_THEN = HandSwitched(schedulers=(CYCLE, LinearLR()), milestones=(3,))


def test_only_the_epochs_change() -> None:
    assert prolonged(Experiment(seed=5), 30, 4, 800) == Experiment(seed=5, epochs=30)


def test_a_run_does_not_shrink() -> None:
    with pytest.raises(ExperimentError, match="epochs: the run is one of 10 epochs"):
        prolonged(Experiment(), 9, 4, 800)


@pytest.mark.parametrize(
    ("scheduler", "done", "path"),
    [
        (CYCLE, 1, "scheduler: "),
        (THEN_CYCLE, 3, r"scheduler.schedulers\[1\]: "),
        (ChainedScheduler(schedulers=(ExponentialLR(gamma=0.9), CYCLE)), 1, r"scheduler.schedulers\[1\]: "),
    ],
)
def test_what_was_built_for_the_length_of_the_run_is_told(scheduler: object, done: int, path: str) -> None:
    experiment = Experiment(scheduler=scheduler, step_scheduler="epoch")
    assert prolonged(experiment, 10, done, 800) == experiment
    with pytest.raises(ExperimentError, match=f"{path}OneCycleLR was built for the run's 10 epochs"):
        prolonged(experiment, 11, done, 800)


@pytest.mark.parametrize(
    ("scheduler", "done"), [(OneCycleLR(max_lr=0.1, total_steps=40), 2), (CYCLE_THEN, 2), (THEN_CYCLE, 2)]
)
def test_what_has_a_length_of_its_own_or_is_not_yet_built_is_no_hindrance(scheduler: object, done: int) -> None:
    experiment = Experiment(scheduler=scheduler, step_scheduler="epoch")
    assert prolonged(experiment, 20, done, 800).epochs == 20
