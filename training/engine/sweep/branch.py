"""A training whose rates are dictated, and which passes its state on where runs part."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.optim import Optimizer

from training.engine.checkpoint import MISFIT, check_data, explain_misfit
from training.engine.data.dataset import Dataset
from training.engine.optimizer_state import OptimizerState
from training.engine.record import EpochRecord
from training.engine.sweep.member import Member, Plan
from training.engine.sweep.shared_state import SharedState
from training.engine.train import Trainer
from training.experiment.experiment import Experiment
from training.experiment.optimizers import OptimizerSettings
from training.experiment.schedulers import NoScheduler
from training.schedule.build import build_optimizer
from training.schedule.hand_switched import Figures


class Snapshot(NamedTuple):
    """All that the further epochs depend on, apart from the rates."""

    epoch: int
    weights: dict[str, Tensor]
    optimizer: OptimizerSettings
    memory: list[dict[str, Any]]  # of the optimizer, parameter by parameter
    flat: bool  # whether the optimizer sees all parameters as a single long one
    batches: Tensor  # the random state of their order
    random: list[Tensor]  # torch's state, then the device's


class Branch(Trainer):
    """Trains for all members that have the same rates; what else uses torch's random numbers does not disturb it."""

    def __init__(self, member: Member, dataset: Dataset) -> None:
        """Build everything for one of the members, as it stands; raises TrainingError where its past does not fit."""
        super().__init__(_without_schedule(member), dataset)
        self._settings, self._names = member.optimizer, member.names
        self._states = iter(Plan())
        self._advance = self._dictate
        self._random = self._random_states()
        if member.state is not None:
            self._restore(member.state)

    def train(self, member: Member) -> EpochRecord:
        """Train the next epoch as a member plans it; `lr_after` is for each member to say."""
        if member.renewal is not None:
            self._renew(member.renewal)
        self._states = iter(member.plan)
        self._dictate({})
        self._set_random_states(self._random)
        record = self.run_epoch()
        self._random = self._random_states()
        return record

    def snapshot(self) -> Snapshot:
        """Return a copy of the state."""
        stepped = self._stepped()
        memory = [deepcopy(self.optimizer.state[parameter]) for parameter in stepped]
        flat = all(parameter is not stepped[0] for parameter in self.network.parameters())
        weights = deepcopy(self.network.state_dict())
        return Snapshot(self.epoch, weights, self._settings, memory, flat, self.batches.order.get_state(), self._random)

    def take_over(self, snapshot: Snapshot) -> None:
        """Go on from a state of the same network."""
        self.network.load_state_dict(snapshot.weights)
        if snapshot.optimizer != self._settings:
            self._renew(snapshot.optimizer)
        for parameter, memory in zip(self._stepped(), snapshot.memory, strict=True):
            self.optimizer.state[parameter] = deepcopy(memory)
        self.batches.order.set_state(snapshot.batches)
        self.epoch, self._random = snapshot.epoch, snapshot.random

    def shared_state(self, snapshot: Snapshot) -> SharedState:
        """Return a snapshot as a checkpoint has it."""
        own = self._groups.for_optimizer() if self._groups else list(self.network.parameters())
        spare = build_optimizer(snapshot.optimizer, [torch.zeros(1)] if snapshot.flat else own)
        spare.state.update(zip(_parameters(spare), snapshot.memory, strict=True))
        state = OptimizerState(spare, self.network).state_dict()
        groups = [group["params"] for group in state["param_groups"]]
        random, *cuda = snapshot.random
        return SharedState(snapshot.epoch, snapshot.weights, state["state"], groups, snapshot.batches, random, *cuda)

    def _restore(self, state: dict[str, Any]) -> None:
        check_data(state, self.dataset)
        with explain_misfit(MISFIT):
            self.network.load_state_dict(state["network"])
            OptimizerState(self.optimizer, self.network).load_state_dict(state["optimizer"])
            self.batches.order.set_state(state["batches"])
        self.epoch = state["epoch"]
        self._random = [state["random"], *([] if state["cuda"] is None else [state["cuda"]])]

    def _renew(self, settings: OptimizerSettings) -> None:
        """Put another optimizer in place, with nothing in its memory."""
        self._settings, self._names = settings, tuple(settings.arguments())
        self.optimizer = build_optimizer(settings, self._parameters_for(settings))

    def _stepped(self) -> list[Tensor]:
        return _parameters(self.optimizer)

    def _dictate(self, figures: Figures) -> None:
        """Set the next planned state; after the last one nothing changes."""
        for group, values in zip(self.optimizer.param_groups, next(self._states, ()), strict=False):
            group.update(zip(self._names, values, strict=True))

    def _random_states(self) -> list[Tensor]:
        states = [torch.get_rng_state()]
        if self.device.type == "cuda":
            states.append(torch.cuda.get_rng_state(self.device))
        return states

    def _set_random_states(self, states: list[Tensor]) -> None:
        torch.set_rng_state(states[0])
        for state in states[1:]:
            torch.cuda.set_rng_state(state, self.device)


def _parameters(optimizer: Optimizer) -> list[Tensor]:
    return [parameter for group in optimizer.param_groups for parameter in group["params"]]


def _without_schedule(member: Member) -> Experiment:
    """Return the member's experiment as a training whose rates somebody else decides."""
    when = "batch" if member.steps_after_batch else "epoch"
    none = {"scheduler": NoScheduler(), "edits": (), "step_scheduler": when, "optimizer": member.optimizer}
    return member.experiment.model_copy(update=none)
