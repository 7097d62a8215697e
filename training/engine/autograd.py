"""An epoch by autograd: the textbook loop for every network, without the DataLoader and with one read-out an epoch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_

from training.engine.batches import Batches, Tape

Step = Callable[..., Any]


class AutogradEpoch:
    """Trains any network on all batches once."""

    def __init__(self, network: nn.Module, criterion: nn.CrossEntropyLoss, clip: float | None) -> None:
        """Take the network and the loss; `clip` is the largest norm of a gradient."""
        self._network, self._criterion, self._clip = network, criterion, clip
        self.parameters = list(network.parameters())

    def run(self, batches: Batches, step: Step) -> tuple[float, float]:
        """Train on every batch with the optimizer's step; return the mean loss and accuracy over rows."""
        tape = Tape(batches)
        for x, y in batches:
            loss, logits = self._backward(x, y)
            if self._clip is not None:
                clip_grad_norm_(self.parameters, self._clip)
            with torch.no_grad():
                step()
            tape.add(loss.detach(), logits.detach())
        return tape.means()

    def _backward(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        logits = self._network(x)
        loss = self._criterion(logits, y)
        for parameter in self.parameters:
            parameter.grad = None
        loss.backward()
        return loss, logits


class ClosureEpoch(AutogradEpoch):
    """Lets the optimizer evaluate each batch as often as it likes, as LBFGS does; the first evaluation counts."""

    def run(self, batches: Batches, step: Step) -> tuple[float, float]:
        """Train on every batch with the optimizer's step; return the mean loss and accuracy over rows."""
        tape = Tape(batches)
        for x, y in batches:
            evaluations: list[tuple[Tensor, Tensor]] = []

            def closure(x: Tensor = x, y: Tensor = y, seen: list[tuple[Tensor, Tensor]] = evaluations) -> Tensor:
                loss, logits = self._backward(x, y)
                seen.append((loss.detach(), logits.detach()))
                return loss

            with torch.no_grad():
                step(closure)
            tape.add(*evaluations[0])
        return tape.means()
