from __future__ import annotations

import pytest

from training.engine.record import EpochRecord
from training.engine.train import train
from training.experiment.experiment import Experiment
from training.experiment.schedulers import StepLR
from training.practice.challenges import Challenge, read_challenges

CHALLENGES = read_challenges()
SPIRALS = CHALLENGES[0]


def record(epoch: int, accuracy: float) -> EpochRecord:
    return EpochRecord(epoch, 0.1, 0.1, 0.5, accuracy, None, None, 0.0)


def test_there_are_at_least_five_challenges() -> None:
    assert len({challenge.id for challenge in CHALLENGES}) == len(CHALLENGES) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.id)
def test_the_solution_reaches_the_goal_and_the_start_does_not(challenge: Challenge) -> None:
    assert challenge.judge(challenge.solved, train(challenge.solved)).reached
    assert not challenge.judge(challenge.start, train(challenge.start)).reached


@pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.id)
def test_the_solution_changes_what_is_free_only(challenge: Challenge) -> None:
    assert challenge.fouls(challenge.solved) == []
    assert challenge.solved != challenge.start


def test_a_change_of_what_is_not_free_is_named() -> None:
    changed = SPIRALS.solved.changed(epochs=100, optimizer=SPIRALS.start.optimizer.model_copy(update={"lr": 0.1}))
    result = SPIRALS.judge(changed, [record(1, 1.0)])
    assert not result.reached
    assert result.sentence == "Changed, but not free in this challenge: epochs, optimizer.lr."


def test_the_device_is_free_everywhere() -> None:
    assert SPIRALS.fouls(SPIRALS.start.changed(device="cpu")) == []


def test_only_a_part_of_a_scheduler_may_be_free() -> None:
    milestones = next(challenge for challenge in CHALLENGES if challenge.id == "milestones-only")
    other = milestones.start.changed(scheduler=StepLR(step_size=5))
    assert milestones.fouls(other) == ["scheduler.kind", "scheduler.step_size"]


def test_the_first_epoch_that_reaches_the_goal_counts() -> None:
    result = SPIRALS.judge(SPIRALS.start, [record(1, 0.5), record(2, 0.96), record(3, 0.97)])
    assert result == (True, 2, "Reached in epoch 2: accuracy 0.96.")


def test_what_was_missed_is_said_with_the_best_epoch() -> None:
    result = SPIRALS.judge(SPIRALS.start, [record(1, 0.5), record(2, 0.9), record(3, float("nan"))])
    assert result.sentence == "Not reached: the best accuracy was 0.9, in epoch 2. The goal is accuracy at least 0.95."


def test_a_goal_of_the_last_epoch_waits_for_it() -> None:
    quiet = next(challenge for challenge in CHALLENGES if challenge.goal.epoch == "last")
    early = [record(epoch, 0.5)._replace(val_loss=0.1) for epoch in range(1, 20)]
    assert not quiet.judge(quiet.start, early).reached
    assert quiet.judge(quiet.start, [*early, record(20, 0.5)._replace(val_loss=0.2)]).epoch == 20


def test_the_default_experiment_is_no_challenge_s_start() -> None:
    assert all(challenge.start != Experiment() for challenge in CHALLENGES)
