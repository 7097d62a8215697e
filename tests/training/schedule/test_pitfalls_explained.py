"""Pitfalls of one's own code, which Stepwell keeps out of: what torch does, and what Stepwell does instead."""

from __future__ import annotations

import copy
import json
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.optim import lr_scheduler

from tests.training.schedule.pitfalls.cases import sgd, used
from training.experiment.data import Tutorial
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.networks import NETWORKS
from training.experiment.optimizers import OPTIMIZERS
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import SCHEDULERS, MultiStepLR, StepLR
from training.schedule.preview import preview

PAGE = (Path(__file__).parents[3] / "resources" / "pitfalls.md").read_text("utf-8")
HALVED = Experiment(scheduler=StepLR(step_size=5, gamma=0.5))


def test_every_pitfall_is_on_the_page_and_has_a_test() -> None:
    files = [Path(__file__), *Path(__file__).with_name("pitfalls").glob("test_*.py")]
    tested = [int(number) for file in files for number in re.findall(r"def test_p(\d\d)_", file.read_text("utf-8"))]
    written = [int(number) for number in re.findall(r"^### (\d+)\. ", PAGE, re.MULTILINE)]

    assert sorted(tested) == list(range(1, 31))
    assert written[:30] == list(range(1, 31))


def test_p01_the_scheduler_before_the_optimizer_shifts_the_schedule() -> None:
    optimizer = sgd()
    scheduler = lr_scheduler.StepLR(optimizer, 5, 0.5)
    with pytest.warns(UserWarning, match="before `optimizer.step"):
        scheduler.step()
    rates = [optimizer.param_groups[0]["lr"]]
    for _ in range(9):
        optimizer.step()
        scheduler.step()
        rates.append(optimizer.param_groups[0]["lr"])
    assert rates == [0.1] * 4 + [0.05] * 5 + [0.025]

    assert preview(HALVED).lr.tolist() == [0.1] * 5 + [0.05] * 5


def test_p02_get_lr_computes_the_next_change_once_more() -> None:
    optimizer = sgd()
    scheduler = lr_scheduler.StepLR(optimizer, 1, 0.5)
    used(optimizer, scheduler, 1)
    with pytest.warns(UserWarning, match="get_last_lr"):
        assert scheduler.get_lr() == [0.025]
    assert scheduler.get_last_lr() == [0.05]

    assert preview(HALVED).lr_after[4] == 0.05


def test_p03_a_step_to_an_epoch_jumps_there() -> None:
    optimizer = sgd()
    scheduler = lr_scheduler.StepLR(optimizer, 5, 0.5)
    optimizer.step()
    with pytest.warns(UserWarning, match="deprecated"):
        scheduler.step(7)
    assert optimizer.param_groups[0]["lr"] == 0.05
    with pytest.warns(UserWarning, match="deprecated"):
        scheduler.step(3)
    assert optimizer.param_groups[0]["lr"] == 0.1

    assert preview(HALVED).changes.tolist() == [5, 10]  # counted by stepping alone


def test_p04_many_small_steps_end_a_little_beside_the_formula() -> None:
    optimizer = sgd()
    end = 0.0
    scheduler = lr_scheduler.LinearLR(optimizer, 0.1, 1.0, 1000)
    for _ in range(1000):
        optimizer.step()
        scheduler.step()
        end = optimizer.param_groups[0]["lr"]
    assert end != 0.1
    assert end == pytest.approx(0.1, rel=1e-9)

    values = {"epochs": 1001, "scheduler": {"kind": "LinearLR", "start_factor": 0.1, "total_iters": 1000}}
    assert preview(experiment_from(values)).lr[1000] == end  # torch's own steps, not a formula


@pytest.mark.parametrize("kind", SCHEDULERS)
def test_p19_a_scheduler_cannot_begin_in_the_middle(kind: Any) -> None:
    with pytest.raises(KeyError, match="initial_lr"):
        lr_scheduler.StepLR(sgd(), 5, last_epoch=3)

    assert "last_epoch" not in kind.model_fields


def test_p20_state_that_is_loaded_before_the_scheduler_is_built_gives_a_wrong_rate() -> None:
    def build() -> tuple[Any, Any]:
        optimizer = sgd()
        return optimizer, lambda: lr_scheduler.ConstantLR(optimizer, 0.5, 4)

    optimizer, make = build()
    scheduler = make()
    whole = used(optimizer, scheduler, 2)
    saved = copy.deepcopy(optimizer.state_dict()), copy.deepcopy(scheduler.state_dict())
    whole += used(optimizer, scheduler, 6)[1:]

    first, make = build()
    first.load_state_dict(saved[0])
    late = make()
    late.load_state_dict(saved[1])
    assert first.param_groups[0]["lr"] != whole[2]

    second, make = build()
    early = make()
    second.load_state_dict(saved[0])
    early.load_state_dict(saved[1])
    assert [*whole[:2], *used(second, early, 6)] == whole


def test_p21_a_loaded_state_brings_the_old_settings_back() -> None:
    old = lr_scheduler.StepLR(sgd(), 5)
    new = lr_scheduler.StepLR(sgd(), 2)
    new.load_state_dict(old.state_dict())
    assert new.step_size == 5

    with pytest.raises(ValueError, match="frozen"):
        HALVED.scheduler.step_size = 2  # type: ignore[attr-defined]


def test_p22_milestones_that_were_json_never_act() -> None:
    optimizer = sgd()
    scheduler = lr_scheduler.MultiStepLR(optimizer, [3])
    scheduler.load_state_dict(json.loads(json.dumps(scheduler.state_dict())))
    assert set(used(optimizer, scheduler, 9)) == {0.1}

    assert preview(Experiment(scheduler=MultiStepLR(milestones=(3,)))).changes.tolist() == [3]


def test_p23_a_second_scheduler_inherits_the_initial_rate_of_the_first() -> None:
    optimizer = sgd()
    lr_scheduler.StepLR(optimizer, 5)
    optimizer.param_groups[0]["lr"] = 1.0
    assert lr_scheduler.StepLR(optimizer, 5).base_lrs == [0.1]

    assert preview(HALVED).lr.tolist() == preview(HALVED).lr.tolist()  # each on an optimizer of its own


def test_p25_a_rate_may_be_a_tensor() -> None:
    weight = torch.nn.Parameter(torch.ones(1))
    optimizer = torch.optim.SGD([weight], torch.tensor(0.1))
    assert isinstance(lr_scheduler.StepLR(optimizer, 5).get_last_lr()[0], torch.Tensor)

    assert isinstance(HALVED.optimizer.lr, float)
    assert preview(HALVED).rates.dtype == "float64"


def test_p28_not_every_optimizer_takes_every_weight() -> None:
    bias = torch.nn.Parameter(torch.ones(3))
    with pytest.raises(ValueError, match="2D"):
        torch.optim.Muon([bias])
    bias.grad = torch.ones(3)
    with pytest.raises(RuntimeError, match="dense"):
        torch.optim.SparseAdam([bias]).step()

    assert "SparseAdam" not in [kind.model_fields["kind"].default for kind in OPTIMIZERS]
    with pytest.raises(ExperimentError, match="Muon trains matrices only"):
        experiment_from({"optimizer": {"kind": "Muon"}})


@pytest.mark.parametrize("kind", NETWORKS)
def test_p29_the_loss_takes_logits(kind: Any) -> None:
    logits, target = torch.tensor([[4.0, 0.0]]), torch.tensor([0])
    loss = torch.nn.functional.cross_entropy
    assert loss(logits.softmax(1), target) > 10 * loss(logits, target)

    offered = kind.model_fields["activation"].annotation if "activation" in kind.model_fields else ""
    assert "Softmax" not in str(offered)


def test_p30_a_copied_scheduler_does_not_see_the_optimizer_step() -> None:
    optimizer = sgd()
    scheduler = copy.deepcopy(lr_scheduler.StepLR(optimizer, 5))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        scheduler.optimizer.step()
        scheduler.step()
    assert any("overridden" in str(warning.message) for warning in caught)

    assert preview(HALVED.model_copy()).lr.tolist() == preview(HALVED).lr.tolist()  # plain data are copied


def test_the_steps_of_an_epoch_count_the_last_short_batch() -> None:
    experiment = Experiment(data=Tutorial(), batch_size=64, step_scheduler="batch")

    assert experiment.ticks(1000).per_epoch == 16
