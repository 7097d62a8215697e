"""A run whose weights were all kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from gui.jobs.background import Background
from training.engine.data import load
from training.experiment.experiment import experiment_from
from training.insight.tracing import weight_history_of
from training.insight.weight_history import WeightHistory

SETTINGS = {
    "epochs": 4,
    "data": {"kind": "Moons"},
    "network": {"kind": "MLP", "hidden": [6]},
    "optimizer": {"kind": "SGD", "lr": 0.5},
    "scheduler": {"kind": "StepLR", "step_size": 2, "gamma": 0.1},
}


def traced(**changes: object) -> WeightHistory:
    """Return the weight history of a short training."""
    experiment = experiment_from({**SETTINGS, **changes})
    *_, weight_history = weight_history_of(experiment, load(experiment.data), experiment.epochs)
    assert isinstance(weight_history, WeightHistory)
    return weight_history


@pytest.fixture(scope="module")
def weight_history() -> WeightHistory:
    return traced()


@pytest.fixture
def thread(qapp: QApplication) -> Iterator[Background]:
    background = Background()
    background.start()
    yield background
    background.stop()
    background.wait()
