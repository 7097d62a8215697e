"""The epochs of the tutorial."""

from __future__ import annotations

import pytest

from training.engine.record import EpochRecord
from training.engine.train import train
from training.experiment.experiment import Experiment


@pytest.fixture(scope="module")
def records() -> list[EpochRecord]:
    return list(train(Experiment()))
