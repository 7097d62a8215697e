from __future__ import annotations

import pytest

from training.experiment.schedulers import MultiStepLR, StepLR
from training.practice.checker import Checker
from training.practice.tutorial import Reading, Replay, Statement, read_tutorial

TUTORIAL = read_tutorial()
USED, AFTER, CONTRADICTED = Reading.AS_USED, Reading.AFTER, Reading.CONTRADICTED
READINGS = {
    "starts-at": USED,
    "step-at-5": AFTER,
    "multi-at-3": AFTER,
    "multi-at-7": AFTER,
    "step-unchanged-at-3": USED,
    "lower-at-6": USED,
    "lowest-at-10-step": AFTER,
    "lowest-at-10-multi": CONTRADICTED,
    "loss-falls": USED,
    "ends-well": USED,
    "one-column": CONTRADICTED,
    "same-to-epoch-3": USED,
    "printed-losses": CONTRADICTED,
    "what-step-lr-does": USED,
    "fixed-against-listed": USED,
    "construct": USED,
    "step-first-value": USED,
    "step-first-place": CONTRADICTED,
    "milestones-to-step": USED,
    "one-multi-step-is-too-little": CONTRADICTED,
    "two-in-sequence": CONTRADICTED,
    "two-by-hand": USED,
    "two-chained": CONTRADICTED,
    "adam": USED,
}


@pytest.fixture(scope="module")
def replay(checker: Checker) -> Replay:
    return Replay(TUTORIAL, checker)


@pytest.mark.slow
@pytest.mark.parametrize("statement", TUTORIAL.statement, ids=lambda statement: statement.id)
def test_every_statement_gets_its_verdict_from_a_run(statement: Statement, replay: Replay) -> None:
    checked = replay.check(statement)
    assert checked.reading is READINGS[statement.id], checked.evidence
    assert checked.evidence


def test_the_settings_are_ready_with_both_schedulers() -> None:
    experiments = TUTORIAL.experiments
    assert experiments["StepLR"].scheduler == StepLR(step_size=5, gamma=0.5)
    assert experiments["MultiStepLR"].scheduler == MultiStepLR(milestones=(3, 7), gamma=0.1)
    assert {run for statement in TUTORIAL.statement for run in statement.runs} == set(experiments)


def test_the_evidence_shows_both_rates(replay: Replay) -> None:
    step_at_5 = next(statement for statement in TUTORIAL.statement if statement.id == "step-at-5")
    assert "StepLR, epoch 5: trained at 0.1, 0.05 after its step;" in replay.check(step_at_5).evidence[1]
