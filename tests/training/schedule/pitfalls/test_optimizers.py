from __future__ import annotations

from typing import Any

import pytest

from tests.training.schedule.pitfalls.cases import ROWS
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain
from training.experiment.overrides import with_overrides
from training.schedule.pitfalls import Caution, warnings_of
from training.schedule.preview import preview

DROPPED = {"kind": "StepLR", "step_size": 2, "gamma": 0.0}
HALVED = {"kind": "StepLR", "step_size": 2, "gamma": 0.5}
RPROP, ADAFACTOR = {"kind": "Rprop", "lr": 0.1}, {"kind": "Adafactor", "lr": 0.4}
SEARCH = {"kind": "LBFGS", "line_search_fn": "strong_wolfe"}


def found(**values: Any) -> tuple[Experiment, list[Caution]]:
    experiment = experiment_from({"epochs": 6, "scheduler": HALVED, **values})
    return experiment, warnings_of(experiment, preview(experiment, ROWS), ROWS)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"optimizer": RPROP, "scheduler": DROPPED},
            "Rprop reads the rate at its first step only: 0.1 in epoch 1. What StepLR makes of it afterwards changes "
            "nothing.",
        ),
        (
            {"optimizer": RPROP, "scheduler": {"kind": "None"}, "edits": [{"epoch": 3, "lr": 0.01}]},
            "Rprop reads the rate at its first step only: 0.1 in epoch 1. What a change by hand makes of it afterwards "
            "changes nothing.",
        ),
        (
            {"edits": [{"epoch": 4, "optimizer": RPROP}]},
            "Rprop reads the rate at its first step only: 0.1 in epoch 4. What StepLR makes of it afterwards changes "
            "nothing.",
        ),
        (
            {"optimizer": RPROP, "head_lr": 0.02},
            "Rprop reads the rate of the body at its first step only: 0.1 in epoch 1. What StepLR makes of it "
            "afterwards changes nothing.",
        ),
        (
            {"optimizer": ADAFACTOR, "batch_size": 32},
            "Adafactor takes at most 1/√step. The rate is above that in 2 of 24 steps, epoch 2: there it has no say.",
        ),
        (
            {"optimizer": {"kind": "ASGD", "lr": 0.1}, "batch_size": 100},
            "ASGD takes each rate one step later, and an epoch has one step: the rate of epoch 3, 0.05, acts in epoch "
            "4.",
        ),
        (
            {"optimizer": SEARCH},
            "LBFGS takes the rate as the first guess of its line search only: what StepLR makes of it moves where each "
            "search begins, not how far it goes.",
        ),
    ],
    ids=("rprop", "by-hand", "edited", "head", "adafactor", "asgd", "search"),
)
def test_an_optimizer_that_does_not_follow_the_rate_is_told_and_mended(values: dict[str, Any], message: str) -> None:
    experiment, cautions = found(**values)
    told = [caution for caution in cautions if caution.pitfall == "P36"]

    assert [caution.message for caution in told] == [message]
    assert told[0].fix is not None
    mended = experiment_from(with_overrides(plain(experiment), told[0].fix.overrides))
    assert "P36" not in {caution.pitfall for caution in warnings_of(mended, preview(mended, ROWS), ROWS)}


def test_nothing_is_said_of_rates_that_are_not_read() -> None:
    _, cautions = found(optimizer=RPROP, scheduler=DROPPED)

    assert [caution.pitfall for caution in cautions] == ["P36"]


def test_a_rate_that_is_followed_is_no_caution() -> None:
    calm = ({"optimizer": {"kind": "Adafactor", "lr": 0.1}}, {"optimizer": {"kind": "ASGD"}})
    still = {"optimizer": RPROP, "scheduler": {"kind": "None"}}

    assert not any(caution.pitfall == "P36" for values in (*calm, still) for caution in found(**values)[1])


def test_a_first_step_out_of_bounds_is_told() -> None:
    _, cautions = found(optimizer={"kind": "Rprop", "lr": 0.0}, scheduler={"kind": "None"})

    (caution,) = cautions
    assert (
        caution.message
        == "Rprop begins with steps of 1e-06, not with the rate, 0: all its steps stay from 1e-06 to 50."
    )
    assert caution.fix is not None
    assert caution.fix.overrides == ["optimizer.lr=1e-06"]


def test_late_rates_of_zero_are_told_where_they_act() -> None:
    _, cautions = found(optimizer={"kind": "ASGD", "lr": 0.1}, scheduler=DROPPED)

    (zero,) = (caution for caution in cautions if caution.pitfall == "P26")
    assert "epochs 4 to 6" in zero.message
