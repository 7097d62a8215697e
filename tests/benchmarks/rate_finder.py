"""How near the recommended rate comes to the best constant one of a grid.

Best: the lowest mean loss after the experiment's last epoch over the seeds, without a scheduler.
Run from the project's root: python -m tests.benchmarks.rate_finder
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from time import perf_counter

import torch

from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.engine.train import train
from training.experiment.data import Digits, Moons, Spirals
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.experiment.optimizers import SGD, Adam
from training.experiment.schedulers import NoScheduler
from training.insight.rate_finder import try_rates
from training.insight.rate_suggestions import Suggestion, suggest

CASES = {
    "Tutorial": Experiment(),
    "Moons": Experiment(epochs=20, data=Moons(), network=MLP(hidden=(16,))),
    "Moons, tutorial's MLP": Experiment(data=Moons()),
    "Spirals": Experiment(epochs=30, data=Spirals(), network=MLP(hidden=(32, 32))),
    "Spirals, momentum": Experiment(
        epochs=30, data=Spirals(), network=MLP(hidden=(32, 32)), optimizer=SGD(lr=0.1, momentum=0.9)
    ),
    "Digits": Experiment(data=Digits(), network=MLP(hidden=(32,))),
    "Digits, Adam": Experiment(data=Digits(), network=MLP(hidden=(32,)), optimizer=Adam()),
}
SEEDS = (0, 1, 2)
GRID = [10 ** (-4.5 + 5.5 * step / 12) for step in range(13)]


def main() -> None:
    """Print the best rates, the suggestions, and how far these lie from those."""
    torch.set_num_threads(1)
    for name, experiment in CASES.items():
        data = load(experiment.data)
        best, best_val = best_rates(experiment, data)
        begin = perf_counter()
        found = suggest(list(try_rates(experiment, data)))
        seconds = perf_counter() - begin
        print(f"{name:<22} best {best:.3g} (validation: {best_val:.3g}); found in {seconds:.2f} s:")
        for suggestion in found:
            print(f"    {told(suggestion)}, {apart(suggestion, best)} (validation: {apart(suggestion, best_val)})")


def best_rates(experiment: Experiment, data: Dataset) -> tuple[float, float]:
    """Return the rates of the grid with the lowest final training and validation loss."""
    losses = {lr: [mean(column) for column in zip(*finals(experiment, data, lr), strict=True)] for lr in GRID}
    return min(GRID, key=lambda lr: losses[lr][0]), min(GRID, key=lambda lr: losses[lr][1])


def finals(experiment: Experiment, data: Dataset, lr: float) -> Iterator[tuple[float, float]]:
    """Yield the last epoch's training and validation loss for each seed."""
    optimizer = experiment.optimizer.model_copy(update={"lr": lr})
    for seed in SEEDS:
        constant = experiment.changed(seed=seed, optimizer=optimizer, scheduler=NoScheduler())
        try:
            *_, last = train(constant, data)
            yield last.loss, last.val_loss or 0.0
        except TrainingError:
            yield math.inf, math.inf


def mean(values: tuple[float, ...]) -> float:
    """Return the mean; no number counts as infinite."""
    total = math.fsum(values) / len(values)
    return total if math.isfinite(total) else math.inf


def told(suggestion: Suggestion) -> str:
    return f"{suggestion.name:<17}{suggestion.lr:<8.2g}{'recommended' if suggestion.recommended else ''}"


def apart(suggestion: Suggestion, best: float) -> str:
    return f"× {suggestion.lr / best:.2f}"


if __name__ == "__main__":
    main()
