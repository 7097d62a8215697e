from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schedulers import SCHEDULERS
from training.experiment.experiment import Experiment
from training.experiment.schedulers import SCHEDULERS as KINDS
from training.experiment.schedulers import MultiStepLR, SchedulerSettings, SequentialLR, StepLR
from training.practice.asking.material import Material
from training.practice.asking.misconceptions import misconceptions


@pytest.mark.parametrize("kind", KINDS)
def test_every_scheduler_is_taken_for_something(kind: type[SchedulerSettings]) -> None:
    scheduler = Experiment().changed(scheduler={"kind": kind.model_fields["kind"].default} | given_for(kind)).scheduler
    assert len(list(misconceptions(scheduler))) >= 2


def given_for(kind: type[SchedulerSettings]) -> dict[str, object]:
    return {name: value for name, value in kind.suggested().items() if kind.model_fields[name].is_required()}


@given(SCHEDULERS.filter(lambda scheduler: scheduler.kind != "OneCycleLR"), st.integers(1, 20))
def test_each_says_why_and_what_torch_cannot_run_is_left_out(scheduler: SchedulerSettings, epochs: int) -> None:
    try:
        experiment = Experiment().changed(epochs=epochs, scheduler=scheduler)
        material = Material(experiment, 100, 0)
    except ValueError:
        return
    assert all(other.note.endswith(".") for other in material.others)
    assert all(len(other.schedule.lr) == epochs for other in material.others)


def test_a_milestone_is_taken_for_an_interval_and_an_interval_for_a_milestone() -> None:
    assert ("StepLR", 3) in [
        (values["kind"], values.get("step_size")) for _, values in misconceptions(MultiStepLR(milestones=(3, 7)))
    ]
    assert ("MultiStepLR", (5,)) in [
        (values["kind"], values.get("milestones")) for _, values in misconceptions(StepLR(step_size=5))
    ]


def test_a_sequence_is_taken_for_one_that_goes_on() -> None:
    sequence = SequentialLR(schedulers=(StepLR(step_size=2), StepLR(step_size=3)), milestones=(4,))
    assert [values["kind"] for _, values in misconceptions(sequence)][:2] == ["HandSwitched", "ChainedScheduler"]
