"""A training whose rates are dictated, and which passes its state on where runs part."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

import torch
from torch import Tensor

from training.engine.data.dataset import Dataset
from training.engine.record import EpochRecord
from training.engine.sweep.member import Member, Plan
from training.engine.train import Trainer
from training.schedule.build import Figures


class Snapshot(NamedTuple):
    """All that the further epochs depend on, apart from the rates."""

    epoch: int
    weights: dict[str, Tensor]
    memory: list[dict[str, Any]]  # of the optimizer, parameter by parameter
    batches: Tensor  # the random state of their order
    random: list[Tensor]  # torch's state, then the device's


class Branch(Trainer):
    """Trains for all members that have the same rates."""

    def __init__(self, member: Member, dataset: Dataset) -> None:
        """Build everything for one of the members."""
        super().__init__(member.experiment, dataset)
        self._names = member.names
        self._states = iter(Plan())
        self._advance = self._dictate

    def train(self, plan: Plan) -> EpochRecord:
        """Train one epoch with the planned states; `lr_after` is for each member to say."""
        self._states = iter(plan)
        self._dictate({})
        return self.run_epoch()

    def snapshot(self) -> Snapshot:
        """Return a copy of the state."""
        random = [torch.get_rng_state()]
        if self.device.type == "cuda":
            random.append(torch.cuda.get_rng_state(self.device))
        memory = [deepcopy(self.optimizer.state[parameter]) for parameter in self._parameters()]
        return Snapshot(self.epoch, deepcopy(self.network.state_dict()), memory, self.batches.get_state(), random)

    def take_over(self, snapshot: Snapshot) -> None:
        """Go on from a state of the same network and optimizer."""
        self.network.load_state_dict(snapshot.weights)
        for parameter, memory in zip(self._parameters(), snapshot.memory, strict=True):
            self.optimizer.state[parameter] = deepcopy(memory)
        self.batches.set_state(snapshot.batches)
        self.epoch = snapshot.epoch
        torch.set_rng_state(snapshot.random[0])
        for state in snapshot.random[1:]:
            torch.cuda.set_rng_state(state, self.device)

    def _parameters(self) -> list[Tensor]:
        return [parameter for group in self.optimizer.param_groups for parameter in group["params"]]

    def _dictate(self, figures: Figures) -> None:
        """Set the next planned state; after the last one nothing changes."""
        for group, values in zip(self.optimizer.param_groups, next(self._states, ()), strict=False):
            group.update(zip(self._names, values, strict=True))
