"""How long a decision map of 120 × 120 points takes, on one thread.

Run from the project's root: python -m tests.benchmarks.decision_map
"""

from __future__ import annotations

from statistics import median
from time import perf_counter

import torch

from training.engine.data import load
from training.engine.train import start
from training.experiment.data import Digits, Moons
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP, ConvNet
from training.insight.decision import Grid
from training.insight.planes import default_plane

CASES = {
    "Moons, tutorial's MLP": Experiment(data=Moons()),
    "Moons, 64-64": Experiment(data=Moons(), network=MLP(hidden=(64, 64))),
    "Digits, 128-64": Experiment(data=Digits(), network=MLP(hidden=(128, 64))),
    "Digits, ConvNet": Experiment(data=Digits(), network=ConvNet()),
}


def main(rounds: int = 30) -> None:
    """Measure each case, training one epoch between two maps."""
    torch.set_num_threads(1)
    for name, experiment in CASES.items():
        data = load(experiment.data)
        grid, trainer = Grid(default_plane(data), data), start(experiment, data)
        taken = []
        for _ in range(rounds):
            trainer.run_epoch()
            begin = perf_counter()
            grid.map(trainer.network)
            taken.append((perf_counter() - begin) * 1000)
        print(f"{name:<24} median {median(taken):>7.2f} ms, slowest {max(taken):>7.2f} ms a map")


if __name__ == "__main__":
    main()
