"""The loss and its derivative."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor

from training.engine.direct.kernels import (
    log_softmax,
    log_softmax_backward,
    nll_loss,
    nll_loss_backward,
    nll_loss_forward,
)

MEAN, IGNORED = 1, -100  # cross_entropy's reduction and ignore_index, as torch numbers them
MOST_CLASSES = 256  # for which a table of the slopes stays small


def cross_entropy(weight: Tensor | None, classes: int) -> CrossEntropy:
    """Return the loss of batches of one size; `weight` is that of each class, None where they weigh alike."""
    return EvenCrossEntropy(weight) if weight is None and classes <= MOST_CLASSES else CrossEntropy(weight)


class CrossEntropy:
    """The mean cross entropy of a batch's logits; its results but for the loss are overwritten by the next batch's."""

    def __init__(self, weight: Tensor | None) -> None:
        self._weight = weight
        self._log_shares: Tensor | None = None
        self._grad: Tensor | None = None
        self._one = torch.ones(())

    def forward(self, logits: Tensor, y: Tensor) -> Tensor:
        """Return the loss () of logits (rows, classes) and classes (rows,)."""
        self._y = y
        self._log_shares = log_softmax(logits, 1, False, out=self._log_shares)
        return self._loss(y)

    def backward(self) -> Tensor:
        """Return the logits' gradient."""
        self._grad = log_softmax_backward(self._slope(), self._log_shares, 1, torch.float32, out=self._grad)
        return cast(Tensor, self._grad)

    def _loss(self, y: Tensor) -> Tensor:
        loss, self._total = nll_loss_forward(self._log_shares, y, self._weight, MEAN, IGNORED)
        return cast(Tensor, loss)

    def _slope(self) -> Tensor:
        """Return the gradient of the logarithms of the shares."""
        slope = nll_loss_backward(self._one, self._log_shares, self._y, self._weight, MEAN, IGNORED, self._total)
        return cast(Tensor, slope)


class EvenCrossEntropy(CrossEntropy):
    """With classes that weigh alike, the slope of a row is that of its class: it is looked up."""

    _slopes: Tensor | None = None  # (classes, classes): of a row of each class
    _looked_up: Tensor | None = None

    def _loss(self, y: Tensor) -> Tensor:
        return cast(Tensor, nll_loss(self._log_shares, y, None, MEAN, IGNORED))

    def _slope(self) -> Tensor:
        if self._slopes is None:
            self._slopes = self._of_each_class()
        self._looked_up = torch.index_select(self._slopes, 0, self._y, out=self._looked_up)
        return self._looked_up

    def _of_each_class(self) -> Tensor:
        rows, classes = cast(Tensor, self._log_shares).shape
        each, total = torch.arange(classes), torch.tensor(float(rows))
        slopes = nll_loss_backward(self._one, torch.zeros(classes, classes), each, None, MEAN, IGNORED, total)
        return cast(Tensor, slopes)
