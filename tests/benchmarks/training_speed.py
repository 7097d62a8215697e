"""Speed of `train()` against the textbook loop, one thread each, equal to the last bit.

Run from the project's root: python -m tests.benchmarks.training_speed
"""

from __future__ import annotations

import torch

from tests.benchmarks.sides import compare
from tests.textbook import row_of, textbook
from training.engine.data import load
from training.engine.train import train
from training.experiment.data import Digits, Moons
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP, ConvNet
from training.experiment.optimizers import SGD, Adam

CASES = {
    "tutorial, 100 epochs": Experiment(epochs=100),
    "digits 64-128-64-10, Adam, 20 epochs": Experiment(
        epochs=20, batch_size=64, data=Digits(), network=MLP(hidden=(128, 64)), optimizer=Adam()
    ),
    "tutorial, Adam, 30 epochs": Experiment(epochs=30, optimizer=Adam()),
    "batch norm, 30 epochs": Experiment(epochs=30, network=MLP(batch_norm=True)),
    "dropout, 30 epochs": Experiment(epochs=30, network=MLP(dropout=0.2)),
    "batch norm on Moons, momentum": Experiment(
        epochs=30,
        data=Moons(),
        network=MLP(hidden=(16, 16), batch_norm=True),
        optimizer=SGD(lr=0.1, momentum=0.9),
    ),
    "ConvNet on digits, 2 epochs": Experiment(epochs=2, data=Digits(), network=ConvNet()),
}


def main() -> None:
    """Check equality, then measure each case."""
    torch.set_num_threads(1)
    for name, experiment in CASES.items():
        data = load(experiment.data)
        rows = [row_of(record) for record in train(experiment, data)]
        assert rows == textbook(experiment, data)[0], name
        compare(name, lambda e=experiment, d=data: list(train(e, d)), lambda e=experiment, d=data: textbook(e, d))


if __name__ == "__main__":
    main()
