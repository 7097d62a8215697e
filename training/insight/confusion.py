"""Which classes a network takes for which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.engine.data.dataset import Dataset
from training.insight.view import logits_of

MOST_MISTAKES = 5  # sentences


class Division(StrEnum):
    """The two parts of a data set."""

    TRAINING = "training"
    VALIDATION = "validation"

    def rows_of(self, dataset: Dataset) -> tuple[Tensor, Tensor]:
        """Return x (rows, features) and y (rows,) of this part."""
        if self is Division.TRAINING:
            return dataset.x, dataset.y
        return dataset.val_x, dataset.val_y


@dataclass(frozen=True, eq=False)
class Confusion:
    """The rows of each true class (down) that are taken for each class (across)."""

    classes: tuple[str, ...]
    division: Division
    counts: NDArray[np.int64]  # (classes, classes) int64
    pairs: NDArray[np.int64] | None = None  # (rows, 2) int64, the true and the predicted class of each, where known

    @property
    def rows(self) -> int:
        """Return the number of all rows."""
        return int(self.counts.sum())

    @property
    def right(self) -> int:
        """Return the number of rows that are taken for what they are."""
        return int(self.counts.trace())

    @property
    def recall(self) -> NDArray[np.float64]:
        """Return for each class the share of its rows that are found, (classes,); NaN for a class without rows."""
        return self._shares(self.counts.sum(1))

    @property
    def precision(self) -> NDArray[np.float64]:
        """Return for each class the share of the rows taken for it that are of it; NaN where none is."""
        return self._shares(self.counts.sum(0))

    @property
    def shares(self) -> NDArray[np.float64]:
        """Return the counts as shares of the rows of each true class; NaN for a class without rows."""
        totals = self.counts.sum(1, keepdims=True)
        shares: NDArray[np.float64] = np.full(self.counts.shape, np.nan)
        np.divide(self.counts, totals, out=shares, where=totals > 0)
        return shares

    def first_row(self, true: int, taken: int) -> int | None:
        """Return the number of the first row, counted from 0, of one class that is taken for another; None: none is."""
        if self.pairs is None:
            return None
        found = np.flatnonzero((self.pairs == (true, taken)).all(1))
        return int(found[0]) if len(found) else None

    def _shares(self, of: NDArray[np.int64]) -> NDArray[np.float64]:
        shares: NDArray[np.float64] = np.full(len(of), np.nan)
        np.divide(self.counts.diagonal(), of, out=shares, where=of > 0)
        return shares


def confusion(network: nn.Sequential, dataset: Dataset, division: Division) -> Confusion:
    """Count how the network, in eval mode, classifies the rows of one part."""
    x, y = division.rows_of(dataset)
    classes = len(dataset.classes)
    pairs = torch.stack((y, logits_of(network, x).argmax(1)), 1)
    counts = torch.bincount(pairs[:, 0] * classes + pairs[:, 1], minlength=classes * classes)
    return Confusion(dataset.classes, division, counts.reshape(classes, classes).numpy(), pairs.numpy())


def wrong_rows(network: nn.Sequential, dataset: Dataset, division: Division) -> NDArray[np.int64]:
    """Return the numbers of the rows, counted from 0, that the network, in eval mode, takes for another class."""
    x, y = division.rows_of(dataset)
    return (logits_of(network, x).argmax(1) != y).nonzero().flatten().numpy()


def describe_confusion(matrix: Confusion) -> list[str]:
    """Return how many rows are right, and the most frequent mistakes, as sentences."""
    if not matrix.rows:
        return [f"There are no {matrix.division} rows."]
    share = matrix.right / matrix.rows
    first = f"{matrix.right} of {matrix.rows} {matrix.division} rows are classified rightly ({share:.1%})."
    return [first, *_mistakes(matrix)]


def _mistakes(matrix: Confusion) -> Iterator[str]:
    wrong = matrix.counts - np.diag(matrix.counts.diagonal())
    order = np.argsort(-wrong, axis=None, kind="stable")
    for index in order[:MOST_MISTAKES]:
        true, taken = divmod(int(index), len(matrix.classes))
        count = int(wrong[true, taken])
        if count:
            rows = "1 row" if count == 1 else f"{count} rows"
            verb = "was" if count == 1 else "were"
            yield f"{rows} of {matrix.classes[true]} {verb} taken for {matrix.classes[taken]}."
