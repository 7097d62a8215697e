"""An epoch: the textbook loop without the DataLoader and with one read-out at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_

from training.engine.batches import Batches, Tape

Step = Callable[..., Any]


class Gradients(Protocol):
    """A way to the gradients of a network's parameters, which the optimizer steps."""

    parameters: list[nn.Parameter]

    def fill(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Fill the parameters' gradients for a batch; return its loss () and logits (rows, classes)."""


class Epoch:
    """Trains on all batches once."""

    def __init__(self, gradients: Gradients, clip: float | None) -> None:
        """Take the way to the gradients; `clip` is the largest norm of a gradient."""
        self.parameters = gradients.parameters
        self._fill, self._clip = gradients.fill, clip

    @torch.no_grad()
    def run(self, batches: Batches, step: Step) -> tuple[float, float]:
        """Train on every batch with the optimizer's step; return the mean loss and accuracy over rows."""
        tape = Tape(batches)
        for x, y in batches:
            loss, logits = self._fill(x, y)
            if self._clip is not None:
                clip_grad_norm_(self.parameters, self._clip)
            step()
            tape.add(loss, logits)
        return tape.means()


class ClosureEpoch(Epoch):
    """Lets the optimizer evaluate each batch as often as it likes, as LBFGS does; the first evaluation counts."""

    @torch.no_grad()
    def run(self, batches: Batches, step: Step) -> tuple[float, float]:
        """Train on every batch with the optimizer's step; return the mean loss and accuracy over rows."""
        tape = Tape(batches)
        for x, y in batches:
            evaluations: list[tuple[Tensor, Tensor]] = []

            def closure(x: Tensor = x, y: Tensor = y, seen: list[tuple[Tensor, Tensor]] = evaluations) -> Tensor:
                seen.append(self._fill(x, y))
                return seen[-1][0]

            step(closure)
            tape.add(*evaluations[0])
        return tape.means()
