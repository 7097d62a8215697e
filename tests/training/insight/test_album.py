"""The weights of a run over its epochs."""

from __future__ import annotations

from itertools import pairwise

import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.gui.inside.conftest import traced
from training.engine.train import start, train_on
from training.insight.album import MOST, Album

TRACED = traced()


def test_the_kept_weights_are_the_trainings_own() -> None:
    album = TRACED
    trainer = start(album.experiment, album.dataset)
    for _ in train_on(trainer):
        pass
    for name, value in trainer.network.state_dict().items():
        assert torch.equal(album.glimpse(4).state[name], value)
    assert album.epochs == [0, 1, 2, 3, 4]
    assert torch.equal(album.glimpse(4).network(album.dataset.x), trainer.network.eval()(album.dataset.x))


@given(st.integers(0, 3000))
def test_an_album_stays_small_and_its_latest_epoch_is_always_there(last: int) -> None:
    album = Album(TRACED.experiment, TRACED.dataset)
    state = {"weight": torch.zeros(1)}
    for epoch in range(last + 1):
        album.add(epoch, state, kept=album.wants(epoch))
    epochs = album.epochs
    assert len(epochs) <= MOST + 1
    assert epochs[0] == 0
    assert epochs[-1] == last
    distances = {b - a for a, b in pairwise(epochs[:-1])}
    assert len(distances) <= 1  # evenly spread


def test_a_glimpse_between_two_kept_epochs_is_the_one_before() -> None:
    album = TRACED
    assert album.glimpse(3).epoch == 3
    assert album.glimpse(99).epoch == 4
