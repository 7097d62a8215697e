"""The gradients of any network, by autograd."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.schedule.build import plain_step


class AutogradGradients:
    """Fills the gradients as the textbook loop does."""

    def __init__(self, network: nn.Module, criterion: nn.CrossEntropyLoss) -> None:
        self._network, self._criterion = network, criterion
        self.parameters = list(network.parameters())
        self.step_of = plain_step

    def mode(self) -> torch.no_grad:
        """Let the network train, in the mode in which the optimizer steps."""
        self._network.train()
        return torch.no_grad()

    @torch.enable_grad()
    def fill(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Fill the parameters' gradients for a batch; return its loss () and logits (rows, classes)."""
        logits = self._network(x)
        loss = self._criterion(logits, y)
        for parameter in self.parameters:
            parameter.grad = None
        loss.backward()
        return loss.detach(), logits.detach()
