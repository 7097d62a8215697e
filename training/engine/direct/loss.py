"""The loss and its derivative."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor

from training.engine.direct.kernels import log_softmax_backward, nll_loss_backward, nll_loss_forward

MEAN, IGNORED = 1, -100  # cross_entropy's reduction and ignore_index, as torch numbers them


class CrossEntropy:
    """The mean cross entropy of a batch's logits."""

    def __init__(self, weight: Tensor | None) -> None:
        """Take the weight of each class (classes,), or None where they weigh alike."""
        self._weight = weight
        self._one = torch.ones(())

    def forward(self, logits: Tensor, y: Tensor) -> Tensor:
        """Return the loss () of logits (rows, classes) and classes (rows,)."""
        self._y = y
        self._log_shares = torch.log_softmax(logits, 1)
        loss, self._total = nll_loss_forward(self._log_shares, y, self._weight, MEAN, IGNORED)
        return cast(Tensor, loss)

    def backward(self) -> Tensor:
        """Return the logits' gradient."""
        shares = self._log_shares
        grad = nll_loss_backward(self._one, shares, self._y, self._weight, MEAN, IGNORED, self._total)
        return cast(Tensor, log_softmax_backward(grad, shares, 1, torch.float32))
