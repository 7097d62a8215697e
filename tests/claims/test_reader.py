"""The reader finds sentences that the numbers do not bear out, and those that it does not know."""

from __future__ import annotations

from typing import Any

import pytest

from tests.claims.changes import Changed
from tests.claims.facts import facts_of
from tests.claims.grammar import faults
from tests.claims.observations import RULES
from training.experiment.experiment import experiment_from
from training.runs.observations import observe

CYCLE = {"kind": "CyclicLR", "base_lr": 0.01, "max_lr": 0.1, "step_size_up": 2, "cycle_momentum": False}
RISING = {"kind": "CosineAnnealingLR", "T_max": 4, "eta_min": 0.5}
PLATEAU = {"kind": "ReduceLROnPlateau", "patience": 0, "threshold": 0.01}
CHAIN = {
    "kind": "ChainedScheduler",
    "schedulers": [
        {"kind": "StepLR", "step_size": 1, "gamma": 0.5},
        {"kind": "CosineAnnealingWarmRestarts", "T_0": 5},
    ],
}
SEQUENCE = {
    "kind": "SequentialLR",
    "milestones": [3],
    "schedulers": [{"kind": "ExponentialLR", "gamma": 0.5}, {"kind": "MultiplicativeLR", "lr_lambda": "1.5"}],
}
AGAIN = {"kind": "LambdaLR", "lr_lambda": "1 if epoch % 4 < 2 else 0.1"}
CASES = [
    (CYCLE, 0.01, 4, "down, end of cycle 1, lr 0.055 → 0.01", "step 4 of 4 in cycle 1, up"),
    (RISING, 0.01, 1, "step 1 of T_max 4, rising, lr 0.01 → 0.0817588", "step 1 of T_max 4, falling"),
    (PLATEAU, 1e-4, 2, "did not fall below its best by more than the threshold, 0.01 of it", "no better for 1 epochs"),
    (CHAIN, 0.1, 1, "CosineAnnealingWarmRestarts overwrites it with 0.0904508", "StepLR makes it 0.0904508"),
    (SEQUENCE, 0.1, 3, "MultiplicativeLR goes on from this rate times 1.5", "milestone 3 reached, StepLR begins"),
    (AGAIN, 0.1, 5, "again at lr 0.1", "first epoch at lr 0.1"),
]


@pytest.mark.parametrize(("scheduler", "lr", "epoch", "true", "false"), CASES)
def test_what_the_numbers_say_is_said_and_the_contrary_is_found(
    scheduler: dict[str, Any], lr: float, epoch: int, true: str, false: str
) -> None:
    values = {"epochs": 6, "device": "cpu", "step_scheduler": "epoch", "scheduler": scheduler}
    facts = facts_of(experiment_from({**values, "optimizer": {"kind": "SGD", "lr": lr}}))
    assert facts is not None
    said = observe(facts.trace, epoch - 1)
    assert true in said
    for part in said.split("; "):
        assert faults(part, Changed(facts, epoch), RULES) == []
    change = f"{scheduler['kind']}: {false}, lr 0.1 → 0.05 (×0.5), used from epoch {epoch + 1}"
    for wrong in (false, change):
        assert faults(wrong, Changed(facts, epoch), RULES) != []


def test_a_new_sentence_needs_a_reading() -> None:
    facts = facts_of(experiment_from({"epochs": 2, "device": "cpu"}))
    assert facts is not None
    assert faults("the rate is fine", Changed(facts, 1), RULES) == ["not known: the rate is fine"]
