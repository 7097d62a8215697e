"""Memory is asked for before it is taken: what a training surely needs, beside what there is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import prod
from typing import NamedTuple

import torch
from torch import Tensor, nn

from training.engine.batches import KEPT_BATCHES
from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.engine.networks import Layer, describe_network
from training.experiment.experiment import Experiment
from training.experiment.optimizers import OptimizerSettings
from training.experiment.schedulers import counted
from training.layout import COMMAND
from training.machine.memory import free_memory
from training.schedule.build import build_optimizer, plain_step

NUMBER = 4  # bytes of a float32
UNASKED = 64 << 20  # bytes that a program may take without asking
LEAST_NETWORK = 1 << 17  # bytes; what optimizers keep for fewer is not worth asking for
COPIES = 3  # of a state while it is recorded: its bytes, SQLite's copy of them, the row that is made of that
LARGEST_VALUE = 1_000_000_000  # bytes that SQLite takes; what is larger is not copied
SIDE = 64  # of the matrix on which an optimizer shows what it keeps
HOST = torch.device("cpu")


class Needs(NamedTuple):
    """Bytes that a training surely takes at one time.

    Attributes:
        parameters: how many numbers are learnt.
        weights, gradients, state, rows: of the optimizer what it keeps, of the rows those in the order of an epoch.
        batch: what the layers keep of a batch until its gradients are known, where that is more than the gradients
            and the copies of the state together.
        copies: of weights and state, while they are recorded.
    """

    parameters: int
    weights: int
    gradients: int
    state: int
    batch: int
    rows: int
    copies: int = 0

    @property
    def total(self) -> int:
        """Return all of it together."""
        return self.weights + self.gradients + self.state + self.batch + self.rows + self.copies


def needs_of(experiment: Experiment, dataset: Dataset, recorded: bool = False) -> Needs:
    """Return what a training surely needs, without making any of it; `recorded`: a store keeps its state."""
    layers = describe_network(experiment.network, dataset)
    parameters = sum(layer.parameters for layer in layers)
    rows = min(experiment.batch_size, dataset.rows)
    held = min(experiment.batches(dataset.rows), KEPT_BATCHES) * rows
    trained = _trained(experiment, layers)
    steps = experiment.epochs * experiment.batches(dataset.rows)
    state = max(_kept(phase.optimizer, trained, steps) for phase in experiment.phases)
    gradients, batch = NUMBER * trained, NUMBER * rows * (_inputs(layers) if trained == parameters else 0)
    copies = _copies(NUMBER * parameters + state) if recorded else 0
    at_end = gradients + copies >= batch  # of an epoch, when the batch has gone
    return Needs(
        parameters,
        weights=NUMBER * parameters,
        gradients=gradients if at_end else 0,
        state=state,
        batch=0 if at_end else batch,
        rows=NUMBER * held * len(dataset.features),
        copies=copies if at_end else 0,
    )


def check_memory(
    experiments: Sequence[Experiment], dataset: Dataset, device: torch.device, recorded: bool = False
) -> None:
    """Refuse trainings, all at one time, that surely exceed what is free, before any is made; raises TrainingError."""
    on_host = device.type == "cpu"
    needs = [needs_of(experiment, dataset, recorded and on_host) for experiment in experiments]
    if not on_host:  # networks are made in the computer's own memory, and their states are copied there
        _refuse_if_short(experiments, [_on_host(need, recorded) for need in needs], HOST)
    _refuse_if_short(experiments, needs, device)


def room_for(experiment: Experiment, dataset: Dataset) -> int | None:
    """Return how many trainings of this kind the computer's memory may hold at one time; None: any number."""
    needed = needs_of(experiment, dataset).total
    if needed < UNASKED or (free := free_memory()) is None:
        return None
    return free // needed


def _copies(state: int) -> int:
    """Return the bytes of all copies that there are of a state at one time while it is recorded."""
    return state * (COPIES if state < LARGEST_VALUE else 1)


def _on_host(need: Needs, recorded: bool) -> Needs:
    """Return what a training on another device takes of the computer's own memory."""
    copies = _copies(need.weights + need.state) if recorded else 0
    at_end = copies > need.weights
    return Needs(need.parameters, 0 if at_end else need.weights, 0, 0, 0, 0, copies if at_end else 0)


def _trained(experiment: Experiment, layers: Sequence[Layer]) -> int:
    """Return the parameters that are trained in some epoch."""
    sizes = [layer.parameters for layer in layers if layer.parameters]
    body = sum(sizes[:-1]) if experiment.freeze_body < experiment.epochs else 0
    return body + (sizes[-1] if experiment.freeze_head < experiment.epochs else 0)


def _inputs(layers: Sequence[Layer]) -> int:
    """Return the numbers of one row that the layers with parameters, but for the first, need for their gradients."""
    return sum(prod(before.shape) for before, layer in pairwise(layers) if layer.parameters)


def _kept(settings: OptimizerSettings, parameters: int, steps: int) -> int:
    """Return the bytes that an optimizer keeps for its parameters from step to step."""
    if NUMBER * parameters < LEAST_NETWORK or steps < 2:
        return 0
    kept = settings.kept_per_weight(steps)
    return NUMBER * parameters * (_vectors(settings) if kept is None else kept)


@cache
def _vectors(settings: OptimizerSettings) -> int:
    """Return how many numbers torch's optimizer keeps for each parameter, as a step on a small matrix shows."""
    small = nn.Parameter(torch.zeros(SIDE, SIDE))
    small.grad = torch.zeros_like(small)
    optimizer = build_optimizer(settings, [small])
    with torch.no_grad():
        plain_step(optimizer)()
    values = [value for value in optimizer.state[small].values() if isinstance(value, Tensor)]
    return sum(value.numel() for value in values) // small.numel()


def _refuse_if_short(experiments: Sequence[Experiment], needs: Sequence[Needs], device: torch.device) -> None:
    needed = sum(need.total for need in needs)
    free = _free(device) if needed >= UNASKED else None
    if free is None or needed <= free:
        return
    where, parts = "" if device.type == "cpu" else f" on {device}", _parts(experiments[0], needs)
    listed = ", ".join(f"{name} {_size(size)}" for name, size in parts.items() if size >= needed / 100)
    raise TrainingError(
        f"{_whose(needs)} at least {_size(needed)} of memory{where} ({listed}), but only {_size(free)} can be had. "
        f"{_advice(experiments, needs, free)}"
    )


def _free(device: torch.device) -> int | None:
    if device.type == "cpu":
        return free_memory()
    unused = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    return torch.cuda.mem_get_info(device)[0] + unused


def _whose(needs: Sequence[Needs]) -> str:
    if len(needs) > 1:
        return f"{len(needs):,} runs side by side need"
    return f"Training the network's {counted(needs[0].parameters, 'parameter', ',')} needs"


def _parts(experiment: Experiment, needs: Sequence[Needs]) -> dict[str, int]:
    """Return what the memory is for, in words."""
    optimizers = " and ".join(dict.fromkeys(phase.optimizer.kind for phase in experiment.phases))
    return {
        "weights": sum(need.weights for need in needs),
        "gradients": sum(need.gradients for need in needs),
        f"what {optimizers} keeps": sum(need.state for need in needs),
        "the layers of a batch": sum(need.batch for need in needs),
        "rows in order": sum(need.rows for need in needs),
        "copies of the state that is recorded": sum(need.copies for need in needs),
    }


def _advice(experiments: Sequence[Experiment], needs: Sequence[Needs], free: int) -> str:
    """Say what to change: what takes most of what is beyond the network itself, unless that is too much alone."""
    need = needs[0]
    if len(needs) > 1:
        return "Choose fewer runs, or smaller layers."
    unrecorded = need.total - need.copies
    if need.copies and unrecorded <= free:
        smaller = "Choose fewer or smaller layers"
        return f"{smaller}; `{COMMAND} train --no-store`, which keeps no run, needs {_size(unrecorded)}."
    if need.weights + need.gradients > free:
        return "Choose fewer or smaller layers."
    if need.state >= max(need.batch, need.rows):
        keeps_history = any(hasattr(phase.optimizer, "history_size") for phase in experiments[0].phases)
        other = (
            "a smaller history_size" if keeps_history else "an optimizer that keeps less, as SGD without momentum does"
        )
        return f"Choose {other}, or smaller layers."
    return "Choose a smaller batch_size." if need.batch >= need.rows else "Take fewer rows, or another device."


def _size(size: int) -> str:
    """Return a size in words: `3.9 GB`, `870 MB`."""
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.0f} MB"
