from __future__ import annotations

from typing import Any

import pytest

from tests.training.engine.sweep.conftest import data_of, members
from training.engine.sweep.ways import divide
from training.experiment.data import Digits, Tutorial
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP, ConvNet
from training.experiment.optimizers import SGD, Adam, RMSprop
from training.experiment.schedulers import HandSwitched, NoScheduler, OneCycleLR, StepLR

GAMMAS = (0.1, 0.3, 0.5, 0.7)


def sizes(experiments: list[Experiment], exact: bool = False) -> tuple[list[int], list[int]]:
    """Return the sizes of the batches and of the families."""
    ways = divide(members(experiments), data_of(experiments[0].data), exact)
    return [len(batch) for batch in ways.batches], [len(family) for family in ways.families]


def grid(**settings: Any) -> list[Experiment]:
    schedulers = [StepLR(step_size=2, gamma=gamma) for gamma in GAMMAS]
    return [Experiment(seed=seed, scheduler=scheduler, **settings) for seed in (0, 1) for scheduler in schedulers]


def test_small_networks_train_together_unless_exactness_is_asked_for() -> None:
    assert sizes(grid()) == ([8], [])
    assert sizes(grid(), exact=True) == ([], [4, 4])


@pytest.mark.parametrize(
    "settings",
    [
        {"network": MLP(dropout=0.1)},
        {"network": MLP(batch_norm=True)},
        {"data": Digits(), "network": ConvNet()},
        {"network": MLP(hidden=(4096, 512))},
        {"optimizer": RMSprop()},
        {"optimizer": Adam(amsgrad=True)},
        {"clip_grad_norm": 1.0},
        {"class_weights": "balanced"},
        {"head_lr": 0.1},
        {"freeze_body": 1},
        {"edits": (Edit(epoch=3, optimizer=SGD()),)},
    ],
    ids=repr,
)
def test_what_cannot_be_batched_shares_its_past_by_seed(settings: dict[str, Any]) -> None:
    assert sizes(grid(**settings)) == ([], [4, 4])


def test_runs_of_another_shape_or_pace_are_batches_of_their_own() -> None:
    other = grid(network=MLP(hidden=(6,)))
    assert sizes(grid() + other) == ([8, 8], [])
    assert sizes(grid() + grid(optimizer=SGD(lr=0.1, momentum=0.9))) == ([8, 8], [])
    assert sizes(grid() + grid(step_scheduler="batch")) == ([8, 8], [])
    assert sizes(grid() + grid(optimizer=SGD(lr=0.3))) == ([16], [])


def test_a_few_runs_are_not_worth_a_batch() -> None:
    assert sizes(grid()[:3]) == ([], [3])


def test_a_momentum_that_comes_or_goes_on_the_way_is_left_to_torch() -> None:
    cycle = OneCycleLR(max_lr=0.1)
    late = HandSwitched(schedulers=(StepLR(step_size=1), cycle), milestones=(2,))
    stilled = OneCycleLR(max_lr=0.1, base_momentum=0.0)
    assert sizes([Experiment(scheduler=cycle, seed=seed) for seed in range(4)]) == ([4], [])
    for scheduler in (late, stilled):
        assert sizes([Experiment(scheduler=scheduler, seed=seed) for seed in range(4)]) == ([], [1] * 4)
    moving = [Experiment(scheduler=late, seed=seed, optimizer=SGD(lr=0.1, momentum=0.5)) for seed in range(4)]
    assert sizes(moving) == ([4], [])


def test_large_data_make_small_batches() -> None:
    experiments = [Experiment(data=Tutorial(), scheduler=NoScheduler(), batch_size=800, seed=n) for n in range(4000)]
    batches, families = sizes(experiments)
    assert len(batches) > 1
    assert sum(batches) + sum(families) == 4000
