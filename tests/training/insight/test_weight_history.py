"""The weights of a run over its epochs."""

from __future__ import annotations

from itertools import pairwise

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.gui.inside.conftest import traced
from training.engine.train import start, train_on
from training.insight.weight_history import MOST, WeightHistory

TRACED = traced()


def test_the_kept_weights_are_the_trainings_own() -> None:
    weight_history = TRACED
    trainer = start(weight_history.experiment, weight_history.dataset)
    for _ in train_on(trainer):
        pass
    for name, value in trainer.network.state_dict().items():
        assert torch.equal(weight_history.snapshot(4).state[name], value)
    assert weight_history.epochs == [0, 1, 2, 3, 4]
    assert torch.equal(
        weight_history.snapshot(4).network(weight_history.dataset.x), trainer.network.eval()(weight_history.dataset.x)
    )


@given(st.integers(0, 3000))
def test_a_weight_history_stays_small_and_its_latest_epoch_is_always_there(last: int) -> None:
    weight_history = WeightHistory(TRACED.experiment, TRACED.dataset)
    state = {"weight": torch.zeros(1)}
    for epoch in range(last + 1):
        weight_history.add(epoch, state, kept=weight_history.wants(epoch))
    epochs = weight_history.epochs
    assert len(epochs) <= MOST + 1
    assert epochs[0] == 0
    assert epochs[-1] == last
    distances = {b - a for a, b in pairwise(epochs[:-1])}
    assert len(distances) <= 1  # evenly spread


def test_a_snapshot_between_two_kept_epochs_is_the_one_before() -> None:
    weight_history = TRACED
    assert weight_history.snapshot(3).epoch == 3
    assert weight_history.snapshot(99).epoch == 4
