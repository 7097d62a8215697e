from __future__ import annotations

from typing import Any

from hypothesis import given

from tests.training.schedule.test_preview import SCHEDULERS
from training.experiment.experiment import Experiment
from training.schedule.explain import explain_change, number
from training.schedule.preview import preview


@given(scheduler=SCHEDULERS)
def test_every_change_is_explained_with_its_own_numbers(scheduler: Any) -> None:
    experiment = Experiment(scheduler=scheduler, epochs=40)
    schedule = preview(experiment, rows=320)
    for epoch in schedule.changes.tolist():
        lr, lr_after = schedule.lr[epoch - 1], schedule.lr_after[epoch - 1]
        said = explain_change(experiment, epoch, lr, lr_after)
        assert said.startswith(f"{scheduler.kind}: ")
        assert f"lr {number(lr)} → {number(lr_after)}" in said
        assert ("no epoch left" in said) is (epoch == 40)


@given(scheduler=SCHEDULERS)
def test_a_restart_is_named_exactly_where_the_rate_jumps_up(scheduler: Any) -> None:
    if scheduler.kind != "CosineAnnealingWarmRestarts":
        return
    experiment = Experiment(scheduler=scheduler, epochs=100)
    schedule = preview(experiment, rows=320)
    for index, (lr, lr_after) in enumerate(zip(schedule.lr, schedule.lr_after, strict=True)):
        if lr != lr_after:
            assert ("restart" in scheduler.cause(index + 1)) == bool(lr_after > lr)
