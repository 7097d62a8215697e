"""Networks of one shape in training side by side, each with its own seed and rates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from training.engine.batches import Order
from training.engine.checkpoint import check_data
from training.engine.data.dataset import Dataset
from training.engine.device import choose_device
from training.engine.memory import check_memory
from training.engine.networks import build_network
from training.engine.sweep.member import Plan
from training.engine.sweep.numbers import numbers_of
from training.engine.sweep.shared_state import SharedState
from training.engine.sweep.stack import Stack
from training.engine.sweep.steps import Steps
from training.experiment.experiment import Experiment

EVALUATED_NUMBERS = 1 << 22  # outputs of a layer on validation rows that are held at once


class Figures(NamedTuple):
    """What an epoch of one network came to."""

    loss: float
    accuracy: float
    val_loss: float | None
    val_accuracy: float | None


class Batch:
    """A network for each track; a track is what runs of one seed have in common as long as their rates agree."""

    def __init__(self, experiments: Sequence[Experiment], dataset: Dataset, steps: Steps) -> None:
        """Build one network for each experiment as its run would; they differ in seed, rates and schedule only."""
        settings, self._epoch = experiments[0], 0
        self._device, self._batch_size = choose_device(settings.device), settings.batch_size
        check_memory(experiments, dataset, self._device)
        networks, self._random = [], []
        for experiment in experiments:
            torch.manual_seed(experiment.seed)
            networks.append(build_network(experiment.network, dataset))
            self._random.append(torch.get_rng_state())  # where it stays: nothing in training draws from it
        self._shapes = {name: value.shape for name, value in networks[0].state_dict().items()}
        self._stack, self._steps, self._spare = Stack(networks, self._device), steps, networks[0]
        self._widest = max(len(parameter) for parameter in networks[0].parameters())
        self._x, self._y = dataset.x.to(self._device), dataset.y.to(self._device)
        self._held_out = dataset.val_x.to(self._device), dataset.val_y.to(self._device)
        self._orders = [Order(dataset.rows, experiment.seed) for experiment in experiments]
        self._order_of = list(range(len(experiments)))

    def restore(self, states: Sequence[dict[str, Any]], dataset: Dataset) -> None:
        """Go on from the checkpoints of the tracks' runs, all after the same epoch; raises CheckpointError."""
        for index, state in enumerate(states):
            check_data(state, dataset)
            self._orders[index].set_state(state["batches"])
        self._epoch = states[0]["epoch"]
        rows = [_row(state["network"][name] for name in self._shapes) for state in states]
        self._stack.load(torch.stack(rows).to(self._device))
        memories = [list(state["optimizer"]["state"].values()) for state in states]
        for name in memories[0][0] if memories[0] else ():
            rows = [_row(part[name] for part in memory) for memory in memories]
            self._steps.remember(name, torch.stack(rows).to(self._device))

    def shared_state(self, index: int) -> SharedState:
        """Return where the track at this index stands."""
        memory: dict[int, dict[str, Any]] = {number: {} for number in range(len(self._shapes))}
        for name, values in self._steps.memory_of(index).items():
            for part, piece in zip(memory.values(), self._pieces(values), strict=True):
                part[name] = piece
        weights = dict(zip(self._shapes, self._pieces(self._stack.values[index]), strict=True))
        order, groups = self._order_of[index], [list(memory)]
        memory = memory if memory[0] else {}
        batches, random = self._orders[order].get_state(), self._random[order]
        return SharedState(self._epoch, weights, memory, groups, batches, random)

    def _pieces(self, row: Tensor) -> list[Tensor]:
        """Return a copy of a network's row as its parameters; what is one number belongs to each of them."""
        if not row.dim():
            return [row.clone() for _ in self._shapes]  # torch counts up each in place
        parts = torch.split(row.cpu().clone(), [shape.numel() for shape in self._shapes.values()])
        return [part.view(shape) for part, shape in zip(parts, self._shapes.values(), strict=True)]

    @torch.no_grad()
    def network(self, index: int) -> nn.Module:
        """Return a copy of the network at this index, with the gradients of its latest batch; the next call fills it.

        It lies on the CPU.
        """
        values, gradients = self._pieces(self._stack.values[index]), self._pieces(self._stack.gradients[index])
        for parameter, value, gradient in zip(self._spare.parameters(), values, gradients, strict=True):
            parameter.copy_(value)
            parameter.grad = gradient
        return self._spare

    def select(self, indices: list[int]) -> None:
        """Keep the tracks at these indices, each as often as it is named."""
        if indices == list(range(len(self._order_of))):
            return
        chosen = torch.tensor(indices, device=self._device)
        self._stack.select(chosen)
        self._steps.select(chosen)
        self._order_of = [self._order_of[index] for index in indices]

    @torch.no_grad()
    def run_epoch(self, plans: Sequence[Plan]) -> list[Figures]:
        """Train each track on all rows once, by its plan, and validate it."""
        self._epoch += 1
        order = self._draw_orders()
        numbers = numbers_of(plans, self._steps.names, self._device)
        tape = Tape()
        for rows in torch.split(order, self._batch_size, 1):
            flat = rows.flatten()
            x = self._x.index_select(0, flat).view(*rows.shape, -1)
            tape.add(*self._stack.fill(x, self._y.index_select(0, flat).view_as(rows)))
            self._steps.step(self._stack.values, self._stack.gradients, next(numbers))
        figures = zip(*tape.means(self._y[order]), *self._validate(), strict=True)
        return [Figures(*row) for row in figures]

    def _draw_orders(self) -> Tensor:
        """Return the next order of the rows for each track, (tracks, rows)."""
        drawn = {index: self._orders[index].draw() for index in set(self._order_of)}
        return torch.stack([drawn[index] for index in self._order_of]).to(self._device)

    def _validate(self) -> tuple[Sequence[float | None], Sequence[float | None]]:
        """Return the tracks' losses and accuracies on the validation rows, None where there are none."""
        (x, y), tracks = self._held_out, len(self._order_of)
        if not len(y):
            return [None] * tracks, [None] * tracks
        tape, block = Tape(), max(1, EVALUATED_NUMBERS // (tracks * self._widest))
        for rows, classes in zip(torch.split(x, block), torch.split(y, block), strict=True):
            logits = self._stack.logits(rows.expand(tracks, -1, -1))
            tape.add(cross_entropy(logits.transpose(1, 2), classes.expand(tracks, -1), reduction="none"), logits)
        return tape.means(y)


def _row(parts: Iterable[Tensor]) -> Tensor:
    """Return a network's parameters in a row; of what is one number for all of them, that number."""
    found = list(parts)
    return torch.cat([part.flatten() for part in found]) if found[0].dim() else found[0]


class Tape:
    """Gathers each row's loss (tracks, rows) and logits (tracks, rows, classes) without waiting for the device."""

    def __init__(self) -> None:
        self._losses, self._logits = list[Tensor](), list[Tensor]()

    def add(self, losses: Tensor, logits: Tensor) -> None:
        """Note the next rows'."""
        self._losses.append(losses)
        self._logits.append(logits)

    def means(self, y: Tensor) -> tuple[list[float], list[float]]:
        """Return each track's mean loss, and its accuracy for the classes y of all rows."""
        losses, hits = torch.cat(self._losses, 1), torch.cat(self._logits, 1).argmax(2) == y
        return losses.double().mean(1).tolist(), hits.double().mean(1).tolist()
