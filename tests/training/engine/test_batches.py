from __future__ import annotations

import random
from functools import cache

import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from tests.textbook import row_of, textbook
from training.engine import batches
from training.engine.batches import ALIGNMENT, Batches, aligned
from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.train import start, train_on
from training.experiment.data import Blobs
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP, Linear

SIZES, FEATURES = range(1, 129), range(1, 34)
NETWORKS = (MLP(hidden=(5,)), Linear(), MLP(hidden=(1, 3), activation="Tanh"), MLP(hidden=(2,), bias=False))


@pytest.mark.parametrize(("rows", "features", "size"), [(10, 3, 4), (40, 16, 7), (9, 1, 1), (6, 5, 90), (33, 2, 8)])
@pytest.mark.parametrize("held", [4096, 3, 1])
def test_the_batches_are_a_data_loader_s_and_as_aligned(
    rows: int, features: int, size: int, held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "KEPT_BATCHES", held)
    x, y = torch.randn(rows, features), torch.arange(rows)
    loader = DataLoader(TensorDataset(x, y), size, shuffle=True, generator=torch.Generator().manual_seed(3))
    ours = Batches(x, y, size, seed=3)
    for _ in range(3):
        ours.shuffle()
        for (x_batch, y_batch), (expected_x, expected_y) in zip(ours, loader, strict=True):
            assert x_batch.data_ptr() % ALIGNMENT == 0 == expected_x.data_ptr() % ALIGNMENT
            assert torch.equal(x_batch, expected_x)
            assert torch.equal(y_batch, expected_y)
            assert x_batch.stride() == expected_x.stride()
        assert sorted(ours.y.tolist()) == y.tolist()


def test_a_row_among_others_is_copied_and_a_fresh_tensor_is_not() -> None:
    x = torch.randn(9, 3)
    assert aligned(x) is x
    assert aligned(x[1:2]).data_ptr() % ALIGNMENT == 0
    assert torch.equal(aligned(x[1:2]), x[1:2])


@cache
def data_of(features: int, rows: int) -> Dataset:
    """Return rows in two classes, a third of them for validation: neither part ends with a whole batch as a rule."""
    return load(Blobs(rows=rows, features=features, classes=2, noise=3.0, validation=0.3))


def check(size: int, features: int) -> None:
    rows = (60 if size < 30 else 190) + size % 7
    data, network = data_of(features, rows), NETWORKS[(size + features) % len(NETWORKS)]
    experiment = Experiment(batch_size=size, epochs=2, network=network, data=Blobs(), seed=features)
    expected, expected_weights = textbook(experiment, data)
    trainer = start(experiment, data)
    assert [row_of(record) for record in train_on(trainer)] == expected, (size, features)
    weights = trainer.network.state_dict()
    assert all(torch.equal(weights[name], value) for name, value in expected_weights.items()), (size, features)


def test_some_batch_sizes_and_numbers_of_features_equal_the_textbook_loop() -> None:
    chance = random.Random(0)
    for _ in range(60):
        check(chance.choice(SIZES), chance.choice(FEATURES))


@pytest.mark.slow
@pytest.mark.parametrize("features", FEATURES)
def test_every_batch_size_equals_the_textbook_loop(features: int) -> None:
    for size in SIZES:
        check(size, features)
