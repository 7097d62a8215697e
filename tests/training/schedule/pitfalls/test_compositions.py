from __future__ import annotations

from typing import Any

import pytest
from torch.optim import lr_scheduler

from tests.training.schedule.pitfalls.cases import ROWS, caution, cautions, sgd, used
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import (
    ChainedScheduler,
    CosineAnnealingWarmRestarts,
    ExponentialLR,
    HandSwitched,
    LambdaLR,
    LinearLR,
    MultiStepLR,
    OneCycleLR,
    SequentialLR,
    StepLR,
)
from training.schedule.pitfalls import warnings_of


def refusal(kind: str, *schedulers: dict[str, Any], **settings: Any) -> str:
    with pytest.raises(ExperimentError) as error:
        experiment_from({"scheduler": {"kind": kind, "schedulers": list(schedulers), **settings}})
    return str(error.value)


STEP = {"kind": "StepLR", "step_size": 2}
PLATEAU = {"kind": "ReduceLROnPlateau"}


def test_p11_warm_restarts_want_whole_numbers_and_overwrite_a_chain() -> None:
    with pytest.raises(ValueError, match="Expected positive integer T_0"):
        lr_scheduler.CosineAnnealingWarmRestarts(sgd(), 2.5)  # type: ignore[arg-type]
    optimizer = sgd()
    members = [lr_scheduler.StepLR(optimizer, 1, 0.5), lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 5)]
    assert used(optimizer, lr_scheduler.ChainedScheduler(members), 5)[5] == 0.1

    with pytest.raises(ExperimentError, match=r"T_0: 2\.5 does not fit"):
        experiment_from({"scheduler": {"kind": "CosineAnnealingWarmRestarts", "T_0": 2.5}})
    chain = ChainedScheduler(schedulers=(StepLR(step_size=1, gamma=0.5), CosineAnnealingWarmRestarts(T_0=5)))
    found = caution(chain, "scheduler.schedulers")
    assert found.message == (
        "CosineAnnealingWarmRestarts computes the rate anew at every step: what StepLR did until then is lost."
    )


def test_p12_a_rate_that_is_computed_anew_is_no_link_of_a_chain() -> None:
    optimizer = sgd()
    members = [lr_scheduler.ExponentialLR(optimizer, 0.5), lr_scheduler.LambdaLR(optimizer, lambda epoch: 1.0)]
    assert set(used(optimizer, lr_scheduler.ChainedScheduler(members), 5)[1:]) == {0.1}

    found = caution(
        ChainedScheduler(schedulers=(ExponentialLR(gamma=0.5), LambdaLR(lr_lambda="1"))), "scheduler.schedulers"
    )
    assert found.message.startswith("LambdaLR computes the rate anew at every step")
    assert found.fix is not None
    assert found.fix.label == "Take LambdaLR out"


def test_p13_the_next_of_a_sequence_starts_from_the_initial_rate() -> None:
    optimizer = sgd()
    members = [lr_scheduler.MultiStepLR(optimizer, [10]), lr_scheduler.StepLR(optimizer, 5)]
    rates = used(optimizer, lr_scheduler.SequentialLR(optimizer, members, [20]), 25)
    assert rates[19:21] == [0.01, 0.1]

    found = caution(
        SequentialLR(schedulers=(MultiStepLR(milestones=(10,)), StepLR(step_size=5)), milestones=(20,)),
        "scheduler.milestones",
        epochs=30,
    )
    assert found.message == (
        "The rate rises from 0.01 to 0.1 at epoch 21: StepLR begins, and the rate starts again from the initial rate."
    )
    assert found.fix is not None
    assert found.fix.label == "Continue from the current rate"
    assert found.fix.changes[0] == ("scheduler.kind", "HandSwitched")


def test_p14_a_sequence_begins_with_its_first_scheduler() -> None:
    optimizer = sgd()
    members = [lr_scheduler.ConstantLR(optimizer, 0.5, 9), lr_scheduler.ConstantLR(optimizer, 0.2, 9)]
    assert used(optimizer, lr_scheduler.SequentialLR(optimizer, members, [0]), 1)[0] != 0.05

    assert "milestones[0]: 0 does not fit" in refusal("SequentialLR", STEP, STEP, milestones=[0])


@pytest.mark.filterwarnings("ignore:Detected call")
def test_p15_a_sequence_in_a_sequence_runs_early_or_fails() -> None:
    def sequence(optimizer: Any) -> lr_scheduler.SequentialLR:
        members = [lr_scheduler.ConstantLR(optimizer, 0.5, 9), lr_scheduler.ConstantLR(optimizer, 0.2, 9)]
        return lr_scheduler.SequentialLR(optimizer, members, [2])

    optimizer = sgd()
    plain = used(optimizer, sequence(optimizer), 2)
    optimizer = sgd()
    outer = lr_scheduler.SequentialLR(optimizer, [sequence(optimizer), lr_scheduler.StepLR(optimizer, 5)], [9])
    assert used(optimizer, outer, 2) != plain
    optimizer = sgd()
    outer = lr_scheduler.SequentialLR(optimizer, [lr_scheduler.StepLR(optimizer, 5), sequence(optimizer)], [2])
    with pytest.raises(NotImplementedError):
        used(optimizer, outer, 2)

    inner = SequentialLR(schedulers=(StepLR(step_size=2), StepLR(step_size=1)), milestones=(3,))
    found = caution(SequentialLR(schedulers=(inner, StepLR(step_size=2)), milestones=(6,)), "scheduler.schedulers")
    twice = "Torch makes the first step of the SequentialLR inside twice"
    assert found.message == f"{twice}: its milestone acts one step early."
    late = SequentialLR(schedulers=(StepLR(step_size=2), inner), milestones=(4,))
    (refused,) = warnings_of(Experiment(scheduler=late), None, ROWS)
    assert refused.message.startswith("Torch fails (NotImplementedError) when a SequentialLR reaches another")
    assert refused.fix is not None
    assert refused.fix.changes[1] == ("scheduler.milestones", (4, 7))


def test_p16_one_cycle_changes_the_initial_rate_of_the_others() -> None:
    optimizer = sgd()
    members = [lr_scheduler.ConstantLR(optimizer, 1.0, 1), lr_scheduler.OneCycleLR(optimizer, 0.5, 10)]
    assert used(optimizer, lr_scheduler.SequentialLR(optimizer, members, [3]), 1)[0] == 0.02

    cycle = {"kind": "OneCycleLR", "max_lr": 0.5}
    assert "overwrites the initial rate of all the others" in refusal("SequentialLR", STEP, cycle, milestones=[3])


def test_p17_no_plateau_in_a_composition_and_no_milestones_that_fall() -> None:
    optimizer = sgd()
    members: list[Any] = [lr_scheduler.StepLR(optimizer, 2), lr_scheduler.ReduceLROnPlateau(optimizer)]
    with pytest.raises(ValueError, match="does not support"):
        lr_scheduler.SequentialLR(optimizer, members, [3])
    with pytest.raises(ValueError, match="does not support"):
        lr_scheduler.ChainedScheduler(members)
    optimizer = sgd()
    constant = [lr_scheduler.ConstantLR(optimizer, factor, 99) for factor in (0.5, 0.2, 0.1)]
    rates = used(optimizer, lr_scheduler.SequentialLR(optimizer, constant, [6, 3]), 9)
    assert 0.02 not in rates  # the second one never has its turn

    assert "SequentialLR cannot step a ReduceLROnPlateau" in refusal("SequentialLR", STEP, PLATEAU, milestones=[3])
    assert "ChainedScheduler cannot step a ReduceLROnPlateau" in refusal("ChainedScheduler", STEP, PLATEAU)
    assert "[6, 3] does not rise" in refusal("SequentialLR", STEP, STEP, STEP, milestones=[6, 3])


def test_a_warm_up_that_arrives_is_no_jump() -> None:
    warm_up = LinearLR(start_factor=0.1, total_iters=3)

    assert cautions(SequentialLR(schedulers=(warm_up, ExponentialLR(gamma=0.9)), milestones=(3,))) == []


def test_a_turn_that_never_comes_is_pointed_out() -> None:
    late = SequentialLR(schedulers=(ExponentialLR(gamma=0.9), StepLR(step_size=5)), milestones=(10,))

    found = caution(late, "scheduler.milestones")

    assert found.message == "The turn of StepLR never comes: its milestone is 10, and the run has 10 epochs."


def test_milestones_count_batches_where_a_member_wants_batches() -> None:
    mixed = HandSwitched(schedulers=(ExponentialLR(gamma=0.9), OneCycleLR(max_lr=0.1)), milestones=(3,))

    found = caution(mixed, "scheduler.milestones")

    assert found.message == "All milestones come within the first epoch: [3] count batches, and an epoch has 4."
    assert found.fix is not None
    assert found.fix.overrides == ["scheduler.milestones=[12]"]
