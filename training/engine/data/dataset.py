"""The rows to learn from, ready for training."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

SAMPLE_ROWS = 8


@dataclass(frozen=True)
class Sample:
    """A first look at the rows, as text: column names, and as many cells in each row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows and classes on the CPU, divided into a training and a validation part."""

    x: Tensor  # (rows, features) float32, the training part
    y: Tensor  # (rows,) int64, indices into `classes`
    val_x: Tensor  # the validation part, shaped as `x`; 0 rows if there is none
    val_y: Tensor  # shaped as `y`
    features: tuple[str, ...]  # names of the columns of `x`
    classes: tuple[str, ...]  # names of the classes
    image: tuple[int, int, int] | None  # channels, height and width of a row, where rows are images
    sample: Sample  # the first rows as they were before any of this
    notes: tuple[str, ...] = ()  # sentences on what was guessed, filled in, encoded or left out

    @property
    def rows(self) -> int:
        """Return the number of training rows."""
        return len(self.y)

    @property
    def val_rows(self) -> int:
        """Return the number of validation rows."""
        return len(self.val_y)

    @property
    def class_counts(self) -> tuple[int, ...]:
        """Return the training rows of each class."""
        return self._counts(self.y)

    @property
    def val_class_counts(self) -> tuple[int, ...]:
        """Return the validation rows of each class."""
        return self._counts(self.val_y)

    @cached_property
    def fingerprint(self) -> str:
        """Return a digest of all rows and classes, in their order."""
        digest = hashlib.sha256()
        for part in (self.x, self.y, self.val_x, self.val_y):
            digest.update(str(tuple(part.shape)).encode())
            digest.update(part.contiguous().numpy().data)
        return digest.hexdigest()

    def _counts(self, y: Tensor) -> tuple[int, ...]:
        return tuple(torch.bincount(y, minlength=len(self.classes)).tolist())
