"""An epoch: the textbook loop without the DataLoader and with one read-out at the end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_
from torch.optim import Optimizer

from training.engine.batches import Batches, Tape

Step = Callable[..., Any]


class Gradients(Protocol):
    """A way to the gradients of a network's parameters, which the optimizer steps."""

    parameters: list[nn.Parameter]

    @property
    def step_of(self) -> Callable[[Optimizer], Step]:
        """What returns an optimizer's step for an epoch."""

    @property
    def mode(self) -> Callable[[], AbstractContextManager[Any]]:
        """What makes all ready for an epoch, and returns the mode of torch in which it is trained."""

    def fill(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Fill the parameters' gradients for a batch; return its loss () and logits (rows, classes)."""


class Epoch:
    """Trains on all batches once."""

    def __init__(self, gradients: Gradients, clip: float | None) -> None:
        """Take the way to the gradients; `clip` is the largest norm of a gradient."""
        self.parameters, self.step_of, self._mode = gradients.parameters, gradients.step_of, gradients.mode
        self._fill, self._clip = gradients.fill, clip

    def run(self, batches: Batches, step: Step) -> tuple[float, float]:
        """Train on every batch with the optimizer's step; return the mean loss and accuracy over rows."""
        tape = Tape(batches)
        with self._mode():
            self._train(batches, step, tape)
            return tape.means()

    def _train(self, batches: Batches, step: Step, tape: Tape) -> None:
        for x, y in batches:
            loss, logits = self._fill(x, y)
            if self._clip is not None:
                clip_grad_norm_(self.parameters, self._clip)
            step()
            tape.add(loss, logits)


class ClosureEpoch(Epoch):
    """Lets the optimizer evaluate each batch as often as it likes, as LBFGS does; the first evaluation counts."""

    def _train(self, batches: Batches, step: Step, tape: Tape) -> None:
        for x, y in batches:
            evaluations: list[tuple[Tensor, Tensor]] = []

            def closure(x: Tensor = x, y: Tensor = y, seen: list[tuple[Tensor, Tensor]] = evaluations) -> Tensor:
                seen.append(self._fill(x, y))
                return seen[-1][0]

            step(closure)
            tape.add(*evaluations[0])
