"""How a network stood after each epoch of a run."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import suppress
from types import MappingProxyType

from torch import nn

from training.engine.checkpoint import read, resume
from training.engine.data.dataset import Dataset
from training.engine.errors import DivergedError
from training.engine.networks import describe_network
from training.engine.threads import settle_threads
from training.engine.train import Trainer, start, train_on
from training.experiment.experiment import Experiment
from training.insight.random_state import OwnRandomState
from training.insight.view import State

ROOM = 64 << 20  # bytes that all states of a run may take
BYTES_PER_NUMBER = 4
NOTHING_KEPT: Mapping[int, bytes] = MappingProxyType({})


def state_of(network: nn.Module) -> State:
    """Return a copy of the network's weights as they stand, on the CPU."""
    return {name: value.detach().to("cpu", copy=True) for name, value in network.state_dict().items()}


def epochs_worth_keeping(experiment: Experiment, dataset: Dataset, room: int = ROOM) -> list[int]:
    """Return epochs from 0, before the training, to the last: all whose weights fit into the room, else spread ones."""
    parameters = sum(layer.parameters for layer in describe_network(experiment.network, dataset))
    most = max(2, room // max(1, parameters * BYTES_PER_NUMBER))
    last = experiment.epochs
    if last < most:
        return list(range(last + 1))
    return sorted({round(last * index / (most - 1)) for index in range(most)})


def weights_over(
    experiment: Experiment, dataset: Dataset, epochs: Iterable[int], kept: Mapping[int, bytes] = NOTHING_KEPT
) -> Generator[tuple[int, State], None, None]:
    """Yield the weights after each of the epochs, in order; 0 is before the training. Close it to stop.

    They are the run's own to the last bit: from its checkpoints, by epoch, where they are `kept`, and trained once
    more from the nearest one before where they are not. It ends with the run, if that ended early. Torch's random
    state is the caller's whenever a state is yielded. Raises TrainingError, CheckpointError for a checkpoint that
    does not fit.
    """
    retraining = _Retraining(experiment, dataset, kept)
    with suppress(DivergedError):
        for epoch in sorted(set(epochs)):
            if epoch in kept:
                yield epoch, read(kept[epoch])["network"]
            elif (state := retraining.up_to(epoch)) is not None:
                yield epoch, state
            else:
                return


class _Retraining:
    """The run, trained again as far as it is asked for."""

    def __init__(self, experiment: Experiment, dataset: Dataset, kept: Mapping[int, bytes]) -> None:
        self._experiment, self._dataset, self._kept = experiment, dataset, kept
        self._random = OwnRandomState()
        self._trainer: Trainer | None = None

    def up_to(self, epoch: int) -> State | None:
        """Return the weights after the epoch; None if the run ends before it, DivergedError if it diverged."""
        with self._random:
            trainer = self._nearest(epoch)
            while trainer.epoch < epoch and next(self._records, None) is not None:
                pass
            return state_of(trainer.network) if trainer.epoch == epoch else None

    def _nearest(self, epoch: int) -> Trainer:
        """Return the training at this epoch or before it: the one that got there, a checkpoint's, or a new one."""
        before = max((kept for kept in self._kept if 0 < kept <= epoch), default=0)
        if self._trainer is None or self._trainer.epoch < before:
            checkpoint = self._kept.get(before)
            self._trainer = (
                start(self._experiment, self._dataset)
                if checkpoint is None
                else resume(self._experiment, self._dataset, checkpoint)
            )
            settle_threads(self._trainer)
            self._records = train_on(self._trainer)
        return self._trainer
