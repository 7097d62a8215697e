from __future__ import annotations

from training.experiment.calls import call_of
from training.experiment.optimizers import SGD, Adam
from training.experiment.schedulers import ExponentialLR, HandSwitched, NoScheduler, StepLR


def test_a_choice_is_told_as_torch_s_own_call_without_defaults() -> None:
    assert call_of(StepLR(step_size=5, gamma=0.5)) == "StepLR(step_size=5, gamma=0.5)"
    assert call_of(StepLR(step_size=5)) == "StepLR(step_size=5)"
    assert call_of(Adam()) == "Adam()"
    assert call_of(SGD(lr=0.1, momentum=0.9)) == "SGD(lr=0.1, momentum=0.9)"


def test_what_is_inside_is_told_too() -> None:
    by_hand = HandSwitched(schedulers=(StepLR(step_size=2), ExponentialLR(gamma=0.9)), milestones=(3,))
    inner = "StepLR(step_size=2), ExponentialLR(gamma=0.9)"
    assert call_of(by_hand) == f"HandSwitched(schedulers=[{inner}], milestones=[3])"


def test_no_scheduler_is_a_constant_rate() -> None:
    assert call_of(NoScheduler()) == "constant rate"
