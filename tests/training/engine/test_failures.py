from __future__ import annotations

from typing import Any

import pytest
import torch

from training.engine.errors import TrainingError
from training.engine.failures import explain_failures
from training.engine.train import train
from training.experiment.experiment import experiment_from
from training.experiment.optimizers import OPTIMIZERS
from training.experiment.problems import ExperimentError

CYCLIC = {"kind": "CyclicLR", "base_lr": 0.001, "max_lr": 0.01, "step_size_up": 2}
ONE_CYCLE = {"kind": "OneCycleLR", "max_lr": 0.01}
WITHOUT = {"base_momentum": 0.8, "max_momentum": 0.0}


def taking_over(cycler: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The ways in which a cycling momentum meets an optimizer that has made steps without it."""
    return {
        "edit": {"edits": [{"epoch": 3, "scheduler": cycler}]},
        "milestone": {
            "scheduler": {"kind": "HandSwitched", "milestones": [2], "schedulers": [{"kind": "ConstantLR"}, cycler]}
        },
        "from 0 up": {"scheduler": cycler | WITHOUT},
        "from 0 up by hand": {"edits": [{"epoch": 3, "scheduler": cycler | WITHOUT}]},
        "after another": {"scheduler": cycler, "edits": [{"epoch": 3, "scheduler": cycler}]},
    }


@pytest.mark.parametrize("way", taking_over({}))
@pytest.mark.parametrize("cycler", [CYCLIC, ONE_CYCLE], ids=lambda cycler: cycler["kind"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: optimizer.__name__)
def test_a_momentum_that_begins_to_cycle_is_refused_or_trains(optimizer: Any, cycler: dict[str, Any], way: str) -> None:
    for momentum in ({}, {"momentum": 0.0}, {"momentum": 0.5}) if "momentum" in optimizer.model_fields else ({},):
        values = {
            "epochs": 4,
            "device": "cpu",
            "step_scheduler": "epoch",
            "data": {"kind": "Moons", "rows": 40},
            "network": {"kind": "MLP", "bias": False},
            "optimizer": {"kind": optimizer.__name__, **momentum},
            **taking_over(cycler)[way],
        }
        if refused := _refusal(values):
            assert "cycle_momentum" in refused
            values = _without_momentum(values)
        assert len(list(train(experiment_from(values)))) == 4


def _refusal(values: dict[str, Any]) -> str:
    """Where an experiment is refused; empty if it is not."""
    try:
        experiment_from(values)
    except ExperimentError as error:
        return error.problems[0].path
    return ""


def _without_momentum(values: Any) -> Any:
    """The same values with every cycle_momentum switched off."""
    if isinstance(values, list):
        return [_without_momentum(item) for item in values]
    if not isinstance(values, dict):
        return values
    off = {"cycle_momentum": False} if values.get("kind") in ("CyclicLR", "OneCycleLR") else {}
    return {key: _without_momentum(value) for key, value in values.items()} | off


def test_a_momentum_for_an_optimizer_that_can_take_none_is_refused_where_it_comes_from() -> None:
    values = {"step_scheduler": "epoch", "optimizer": {"kind": "RMSprop"}, "edits": [{"epoch": 3, "scheduler": CYCLIC}]}

    with pytest.raises(ExperimentError, match=r"edits\[0\].scheduler.cycle_momentum: RMSprop began without momentum"):
        experiment_from(values)


def test_whatever_torch_raises_becomes_a_sentence() -> None:
    optimizer = torch.optim.RMSprop([torch.nn.Parameter(torch.ones(1))])
    optimizer.param_groups[0]["params"][0].grad = torch.ones(1)
    optimizer.step()
    optimizer.param_groups[0]["momentum"] = 0.9

    with (
        pytest.raises(TrainingError, match="Epoch 3 failed: torch raised KeyError: 'momentum_buffer'"),
        explain_failures(3),
    ):
        optimizer.step()


def test_a_mistake_of_our_own_stays_one() -> None:
    with pytest.raises(KeyError), explain_failures(1):
        raise KeyError("ours")
