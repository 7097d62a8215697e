"""The learning rate before training: the real scheduler, stepped on a throw-away optimizer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray

from training.experiment.experiment import Experiment
from training.schedule.build import build_optimizer, build_scheduler

LONGEST = 100_000  # epochs that a preview runs at most
BLOCK = 500  # epochs between two looks at whether a newer preview is wanted


@dataclass(frozen=True)
class Schedule:
    """The rates of each epoch, counted from 1: `lr` is used in it, `lr_after` stands after its scheduler step.

    Both (epochs,) float64. `epochs` is what the experiment asks for and may exceed what was run here.
    """

    epochs: int
    lr: NDArray[np.float64]
    lr_after: NDArray[np.float64]

    @property
    def changes(self) -> NDArray[np.int64]:
        """Return the epochs, counted from 1, after which the rate changes."""
        return np.flatnonzero(self.lr != self.lr_after) + 1


def rates(experiment: Experiment) -> Iterator[tuple[float, float]]:
    """Yield the rate used in each epoch and the rate after it, without end."""
    weight = torch.nn.Parameter(torch.zeros(1, 1))
    optimizer = build_optimizer(experiment.optimizer, [weight])
    scheduler = build_scheduler(experiment.scheduler, optimizer)
    group = optimizer.param_groups[0]
    while True:
        lr = float(group["lr"])
        if scheduler is not None:
            scheduler.step()
        yield lr, float(group["lr"])


def preview_blocks(experiment: Experiment) -> Iterator[Schedule]:
    """Yield the schedule as it grows, a block of epochs at a time; the last one is whole."""
    wanted = min(experiment.epochs, LONGEST)
    table = np.empty((wanted, 2))
    steps = rates(experiment)
    for start in range(0, wanted, BLOCK):
        end = min(start + BLOCK, wanted)
        table[start:end] = list(islice(steps, end - start))
        yield Schedule(experiment.epochs, table[:end, 0], table[:end, 1])


def preview(experiment: Experiment) -> Schedule:
    """Return the whole schedule."""
    *_, schedule = preview_blocks(experiment)
    return schedule
