"""Any experiment equals the textbook loop to the last bit.

    STEPWELL_RUNS=5000 STEPWELL_SEED=7 pytest -m slow tests/training/engine/test_train_random_runs.py

trains so many, drawn from another seed.
"""

from __future__ import annotations

import os
from functools import cache
from itertools import islice

import pytest
import torch
from torch import Tensor

from tests.random_runs import random_runs
from tests.textbook import epochs_of, row_of
from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.errors import DivergedError, TrainingError
from training.engine.train import start, train_on
from training.experiment.data import DataSettings
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError

RUNS, SEED = int(os.environ.get("STEPWELL_RUNS", "1000")), int(os.environ.get("STEPWELL_SEED", "0"))
BLOCK = 50  # experiments in a test
Rows = list[tuple[object, ...]]


@cache
def data_of(settings: DataSettings) -> Dataset:
    return load(settings)


def run(experiment: Experiment) -> tuple[Rows, dict[str, Tensor], str]:
    """Train; return the rows, the final weights, and why it ended before its time."""
    rows, weights, message = Rows(), dict[str, Tensor](), ""
    try:
        trainer = start(experiment, data_of(experiment.data))
        rows.extend(row_of(record) for record in train_on(trainer))
        weights = trainer.network.state_dict()
    except (TrainingError, ExperimentError) as error:
        message = "diverged" if isinstance(error, DivergedError) else str(error)
    return rows, weights, message


def compare(experiment: Experiment) -> bool:
    """Compare with the textbook loop as far as the run came; False where that is not to its end."""
    rows, weights, message = run(experiment)
    book = epochs_of(experiment, data_of(experiment.data))
    epochs = list(islice(book, len(rows)))
    assert repr(rows) == repr([row for row, _ in epochs]), experiment  # where nan is nan
    if message and message != "diverged":
        with pytest.raises(Exception):  # noqa: B017, PT011  # whatever torch raises there
            next(book)
    elif not message:
        assert len(rows) == experiment.epochs
        for name, value in epochs[-1][1].items():
            assert torch.equal(weights[name].nan_to_num(), value.nan_to_num()), experiment
    return not message


def check(number: int, runs: int) -> None:
    compared = sum(map(compare, islice(random_runs(number), runs)))
    assert compared >= runs // 2


def test_some_random_experiments_equal_the_textbook_loop() -> None:
    check(1_000_000, 25)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(-(-RUNS // BLOCK)))
def test_random_experiments_equal_the_textbook_loop(block: int) -> None:
    check(1000 * SEED + block, BLOCK)
