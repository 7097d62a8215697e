from __future__ import annotations

from typing import Any

import pytest

from training.practice.checker import Checker, is_true, rehearsed
from training.practice.claims import Claim
from training.practice.outcome import Outcome
from training.practice.question import Runnable

STEP = Runnable(experiment={"epochs": 4, "scheduler": {"kind": "StepLR", "step_size": 2, "gamma": 0.5}})
ROUNDED = Outcome((0.1, 0.1), (0.1, 0.1 + 1e-17))


def true(**claim: Any) -> bool:
    return is_true(Claim.model_validate(claim), rehearsed(STEP, STEP.with_values({})), STEP)


@pytest.mark.parametrize(
    "claim",
    [
        {"lr": {"2": 0.1, "3": 0.05}},
        {"lr_after": {"2": 0.05, "4": 0.025}},
        {"rates": [0.1, 0.1, 0.05, 0.05]},
        {"stairs": [[2, 0.1], [2, 0.05]]},
        {"changes": [2, 4]},
        {"raises": "", "warns": "", "printed": ""},
        {"same_as": {"scheduler": {"kind": "MultiStepLR", "milestones": [2], "gamma": 0.5}}},
    ],
)
def test_a_claim_that_the_run_bears_out_is_true(claim: dict[str, Any]) -> None:
    assert true(**claim)


@pytest.mark.parametrize(
    "claim",
    [
        {"lr": {"2": 0.05}},
        {"lr": {"2": 0.1, "3": 0.1}},
        {"lr": {"5": 0.05}},
        {"lr_after": {"2": 0.1}},
        {"rates": [0.1, 0.1, 0.05]},
        {"stairs": [[3, 0.1], [1, 0.05]]},
        {"changes": [2]},
        {"raises": "TypeError"},
        {"warns": "lr_scheduler"},
        {"same_as": {"scheduler": {"kind": "MultiStepLR", "milestones": [3], "gamma": 0.5}}},
        {"lr": {"2": 0.1}, "changes": [3]},
    ],
)
def test_a_claim_that_the_run_does_not_bear_out_is_false(claim: dict[str, Any]) -> None:
    assert not true(**claim)


def test_rounding_is_no_change() -> None:
    assert is_true(Claim(changes=()), ROUNDED, STEP)
    assert is_true(Claim(rates=(0.1, 0.1 + 1e-13)), ROUNDED, STEP)


def test_what_torch_refuses_is_an_outcome_too() -> None:
    refused = {"kind": "OneCycleLR", "max_lr": 0.1, "total_steps": 2}
    outcome = rehearsed(STEP, STEP.with_values({"scheduler": refused, "step_scheduler": "epoch"}))
    assert outcome.error == "ExperimentError"
    assert outcome.rates == ()


def test_a_scheduler_that_steps_after_each_batch_gets_the_data_s_rows() -> None:
    cycle = Runnable(experiment={"epochs": 2, "scheduler": {"kind": "OneCycleLR", "max_lr": 0.1}})
    by_data, by_rows = (rehearsed(one, one.with_values({})) for one in (cycle, cycle.model_copy(update={"rows": 800})))
    assert by_data == by_rows


def test_a_runnable_without_a_claim_is_only_shown(checker: Checker) -> None:
    assert checker.show(STEP).right
    assert checker.show(STEP).outcome.rates == (0.1, 0.1, 0.05, 0.05)
