from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch

from training.engine.data import load
from training.engine.data.errors import DataError
from training.engine.train import train
from training.experiment.data import (
    DATA,
    Blobs,
    BreastCancer,
    Digits,
    Iris,
    Table,
    Tutorial,
    Wine,
)
from training.experiment.experiment import Experiment
from training.experiment.schedulers import MultiStepLR, StepLR

WITHOUT_FILE: list[Any] = [kind for kind in DATA if kind is not Table]
SEEDS = (0, 1, 7, 13, 19)


def test_every_data_set_is_made_or_brought_or_read() -> None:
    for kind in DATA:
        own = "source" in vars(kind)
        assert kind.reads_file or kind.bundled or own, kind


@pytest.mark.parametrize("kind", WITHOUT_FILE)
def test_rows_are_ready_for_training(kind: Any) -> None:
    data = load(kind())
    for x, y in ((data.x, data.y), (data.val_x, data.val_y)):
        assert (x.dtype, y.dtype) == (torch.float32, torch.int64)
        assert x.is_contiguous()
        assert x.isfinite().all()
        assert x.shape == (len(y), len(data.features))
    assert data.val_rows == round((data.rows + data.val_rows) * 0.2)
    assert min(data.class_counts) > 0
    assert len(data.class_counts) == len(set(data.classes)) == len(data.classes)
    assert all(len(row) == len(data.sample.columns) == len(data.features) + 1 for row in data.sample.rows)
    assert {row[-1] for row in data.sample.rows} <= set(data.classes)


@pytest.mark.parametrize("kind", WITHOUT_FILE)
def test_the_seed_decides_the_split(kind: Any) -> None:
    first, again, other = load(kind(seed=1)), load(kind(seed=1)), load(kind(seed=2))
    assert torch.equal(first.x, again.x)
    assert not torch.equal(first.y, other.y)


@pytest.mark.parametrize("kind", [Iris, Wine, BreastCancer])
def test_bundled_sets_are_standardised_by_their_training_rows(kind: Any) -> None:
    data = load(kind())
    assert torch.allclose(data.x.mean(0), torch.zeros(len(data.features)), atol=1e-5)
    assert torch.allclose(data.x.std(0, correction=0), torch.ones(len(data.features)), atol=1e-5)


def test_digits_are_images_between_black_and_white() -> None:
    data = load(Digits())
    assert data.image == (1, 8, 8)
    assert (float(data.x.min()), float(data.x.max())) == (0.0, 1.0)


def test_more_numbers_than_memory_are_refused() -> None:
    with pytest.raises(DataError, match="too many"):
        load(Blobs(rows=10_000_000, features=1000))


@pytest.mark.slow
def test_the_tutorial_needs_no_scikit_learn() -> None:
    code = "import sys; from training.engine.data import load; from training.experiment.data import Tutorial\n"
    code += "load(Tutorial()); print('sklearn' in sys.modules, 'duckdb' in sys.modules)"
    root = Path(__file__).parents[4]
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert shown.stdout.split() == ["False", "False"]


@pytest.mark.parametrize("scheduler", [StepLR(step_size=5, gamma=0.5), MultiStepLR(milestones=(3, 7), gamma=0.1)])
def test_the_tutorial_is_learned_well_from_every_seed(scheduler: StepLR | MultiStepLR) -> None:
    data = load(Tutorial())
    for seed in SEEDS:
        records = list(train(Experiment(seed=seed, scheduler=scheduler), data))
        assert records[-1].accuracy >= 0.85
        assert records[-1].loss <= 0.36
        assert all(after.loss < before.loss for before, after in pairwise(records) if after.lr != before.lr)
