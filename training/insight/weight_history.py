"""The weights of one run over its epochs, as many as memory allows."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from training.experiment.experiment import Experiment

if TYPE_CHECKING:
    from torch import nn

    from training.engine.data.dataset import Dataset
    from training.insight.view import State

MOST = 512  # epochs kept
ROOM = 64 << 20  # bytes


def epoch_words(epoch: int, first: int) -> str:
    """Return how the moment after an epoch is called; `first`: the number of the first one."""
    return "before training" if epoch == 0 else f"after epoch {epoch - 1 + first}"


@dataclass(frozen=True, eq=False)
class Snapshot:
    """How the network stood after an epoch; 0 is before the training."""

    experiment: Experiment
    dataset: Dataset
    epoch: int
    state: State

    @cached_property
    def network(self) -> nn.Sequential:
        """Return a network of its own with these weights, on the CPU, in eval mode."""
        from training.insight.view import network_from

        return network_from(self.experiment, self.dataset, self.state)


class WeightHistory:
    """Snapshots of one run, evenly spread over its epochs, and the latest of all. Any thread may add and look.

    Attributes:
        experiment, dataset: the run's own.
    """

    def __init__(self, experiment: Experiment, dataset: Dataset) -> None:
        self.experiment, self.dataset = experiment, dataset
        self._lock = Lock()
        self._kept: dict[int, Snapshot] = {}
        self._every = 1
        self._latest: Snapshot | None = None

    def wants(self, epoch: int) -> bool:
        """Say whether this epoch would be kept."""
        return epoch % self._every == 0

    def add(self, epoch: int, state: State, kept: bool = True) -> None:
        """Take the weights after an epoch, which nobody may change any more; only as the latest ones if not kept."""
        snapshot = Snapshot(self.experiment, self.dataset, epoch, state)
        with self._lock:
            self._latest = snapshot
            if kept:
                self._kept[epoch] = snapshot
                self._thin_out(sum(value.nbytes for value in state.values()))

    @property
    def latest(self) -> Snapshot | None:
        """Return the last snapshot taken, kept or not."""
        return self._latest

    @property
    def epochs(self) -> list[int]:
        """Return the kept epochs and the latest one, in order."""
        with self._lock:
            latest = () if self._latest is None else (self._latest.epoch,)
            return sorted({*self._kept, *latest})

    def snapshot(self, epoch: int) -> Snapshot:
        """Return how the network stood after the nearest kept epoch up to this one, or after the first one kept."""
        epochs = self.epochs
        nearest = epochs[max(0, bisect_right(epochs, epoch) - 1)]
        with self._lock:
            latest = self._latest
            return latest if latest is not None and latest.epoch == nearest else self._kept[nearest]

    def _thin_out(self, size: int) -> None:
        most = max(2, min(MOST, ROOM // max(1, size)))
        while len(self._kept) > most:
            self._every *= 2
            self._kept = {epoch: snapshot for epoch, snapshot in self._kept.items() if epoch % self._every == 0}
