from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from training.engine.data import load
from training.engine.networks import describe_network
from training.engine.threads import multiplications, settle_threads
from training.engine.train import start
from training.experiment.data import Digits, Tutorial
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP, ConvNet


@pytest.fixture(autouse=True)
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize(
    ("experiment", "threads"),
    [
        (Experiment(), 1),
        (Experiment(data=Digits(), network=MLP(hidden=(128, 64)), batch_size=64), 1),
        (Experiment(data=Digits(), network=MLP(hidden=(2048, 2048)), batch_size=512), 2),
    ],
)
def test_only_a_large_step_is_worth_threads(experiment: Experiment, threads: int) -> None:
    assert settle_threads(start(experiment, load(experiment.data))) == threads
    assert torch.get_num_threads() == threads


def test_a_convolution_counts_at_every_pixel() -> None:
    data = load(Digits())
    layers = describe_network(ConvNet(channels=(8,)), data)
    assert multiplications(layers) == 3 * ((9 * 8 + 8) * 64 + (8 * 16 * 10 + 10))
    assert multiplications(describe_network(MLP(), load(Tutorial()))) == 3 * 67
