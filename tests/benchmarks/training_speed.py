"""Speed of `train()` against the textbook loop, one thread each, equal to the last bit.

Run from the project's root: python -m tests.benchmarks.training_speed [WORD...]
Only cases whose name has one of the words are measured.
"""

from __future__ import annotations

import sys

import torch

from tests.benchmarks.sides import compare
from tests.textbook import row_of, textbook
from training.engine.data import load
from training.engine.train import train
from training.experiment.data import Digits, Iris, Moons
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP, ConvNet
from training.experiment.optimizers import OPTIMIZERS, SGD, Adam

PLAIN, WITH_MOMENTUM = SGD(lr=0.1), SGD(lr=0.1, momentum=0.9)
SMALL = {
    "tutorial": Experiment(epochs=60),
    "iris": Experiment(epochs=100, data=Iris(), batch_size=16, optimizer=PLAIN),
    "moons 16-16": Experiment(epochs=30, data=Moons(), network=MLP(hidden=(16, 16)), optimizer=PLAIN),
    "digits 64-128-64-10": Experiment(
        epochs=20, batch_size=64, data=Digits(), network=MLP(hidden=(128, 64)), optimizer=PLAIN
    ),
}
OTHERS = [kind for kind in OPTIMIZERS if kind.elementwise and kind not in (SGD, Adam)]
CASES = {
    **{
        f"{name}, {word}": experiment.model_copy(update={"optimizer": optimizer})
        for name, experiment in SMALL.items()
        for word, optimizer in (("SGD", experiment.optimizer), ("momentum", WITH_MOMENTUM), ("Adam", Adam()))
    },
    "batch norm": Experiment(epochs=30, network=MLP(batch_norm=True)),
    "dropout": Experiment(epochs=30, network=MLP(dropout=0.2)),
    "batch norm on moons, momentum": Experiment(
        epochs=30, data=Moons(), network=MLP(hidden=(16, 16), batch_norm=True), optimizer=WITH_MOMENTUM
    ),
    "ConvNet on digits": Experiment(epochs=2, data=Digits(), network=ConvNet(), optimizer=Adam()),
    **{f"tutorial, {kind.__name__}": Experiment(epochs=20, optimizer=kind()) for kind in OTHERS},
}


def main(*words: str) -> None:
    """Check equality, then measure each case."""
    torch.set_num_threads(1)
    for name, experiment in CASES.items():
        if words and not any(word in name for word in words):
            continue
        data = load(experiment.data)
        rows = [row_of(record) for record in train(experiment, data)]
        assert rows == textbook(experiment, data)[0], name
        compare(name, lambda e=experiment, d=data: list(train(e, d)), lambda e=experiment, d=data: textbook(e, d))


if __name__ == "__main__":
    main(*sys.argv[1:])
