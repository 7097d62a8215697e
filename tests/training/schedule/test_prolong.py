from __future__ import annotations

from typing import Any

import pytest

from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import ChainedScheduler, ExponentialLR, HandSwitched, LinearLR, OneCycleLR, StepLR
from training.schedule.prolong import check_goes_on

CYCLE = OneCycleLR(max_lr=0.1)
THEN_CYCLE = HandSwitched(schedulers=(LinearLR(), CYCLE), milestones=(3,))
CYCLE_THEN = HandSwitched(schedulers=(CYCLE, LinearLR()), milestones=(3,))


BUILT = "OneCycleLR was built for the run's 10 epochs"
EDITED = Experiment(edits=(Edit(epoch=3, lr=0.2), Edit(epoch=7, lr=0.3)))


@pytest.mark.parametrize(
    "changes",
    [
        {"epochs": 30},
        {"edits": (*EDITED.edits, Edit(epoch=8, scheduler=StepLR(step_size=3)))},
        {"edits": (EDITED.edits[0], Edit(epoch=5, lr=0.1))},
        {"edits": EDITED.edits[:1], "epochs": 7},
        {"step_scheduler": "epoch"},
    ],
)
def test_what_is_still_to_come_may_change(changes: dict[str, Any]) -> None:
    check_goes_on(EDITED, EDITED.changed(**changes), 4, 1)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"seed": 5}, "seed"),
        ({"edits": ()}, "edits"),
        ({"edits": (Edit(epoch=4, lr=0.1),)}, "edits"),
        ({"step_scheduler": "batch"}, "step_scheduler"),
        ({"scheduler": StepLR(step_size=3)}, "scheduler"),
    ],
)
def test_what_the_first_epochs_were_trained_with_stays(changes: dict[str, Any], path: str) -> None:
    with pytest.raises(ExperimentError, match=f"^{path}: the first 4 epochs were trained with another value"):
        check_goes_on(EDITED, EDITED.changed(**changes), 4, 1)
    check_goes_on(EDITED, EDITED.changed(**changes), 0, 1)


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
    check_goes_on(experiment, experiment, done, 1)
    replaced = experiment.changed(edits=(Edit(epoch=done + 1, scheduler=StepLR(step_size=3)),))
    for begun in (experiment, replaced):
        with pytest.raises(ExperimentError, match=f"{path}{BUILT}"):
            check_goes_on(begun, begun.changed(epochs=11), done, 1)


@pytest.mark.parametrize(
    ("scheduler", "done"), [(OneCycleLR(max_lr=0.1, total_steps=40), 2), (CYCLE_THEN, 2), (THEN_CYCLE, 2)]
)
def test_what_has_a_length_of_its_own_or_is_not_yet_built_is_no_hindrance(scheduler: object, done: int) -> None:
    experiment = Experiment(scheduler=scheduler, step_scheduler="epoch")
    check_goes_on(experiment, experiment.changed(epochs=20), done, 1)


def test_an_edit_s_scheduler_is_built_for_what_was_left_of_the_run() -> None:
    experiment = Experiment(step_scheduler="epoch", edits=(Edit(epoch=4, scheduler=CYCLE),))
    check_goes_on(experiment, experiment.changed(epochs=20), 3, 1)
    with pytest.raises(ExperimentError, match=rf"edits\[0\].scheduler: {BUILT}"):
        check_goes_on(experiment, experiment.changed(epochs=20), 4, 1)
