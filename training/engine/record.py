"""What one epoch of training left behind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Self


class Measured(NamedTuple):
    """What the loop itself measures in an epoch, counted from 1.

    `lr` was used in it, `lr_after` stands after its scheduler step. Losses are means over rows, accuracies shares
    of rows, both of the training part while it was trained, and of the validation part afterwards (None: there
    is none). `seconds`: wall time of the epoch, monotonic clock. `head_lr` and `head_lr_after` are the head's rates
    where it is a parameter group of its own; then `lr` and `lr_after` are the body's. `batch_lrs`: the rate used in
    each batch, where the scheduler steps after each.
    """

    epoch: int
    lr: float
    lr_after: float
    loss: float
    accuracy: float
    val_loss: float | None
    val_accuracy: float | None
    seconds: float
    head_lr: float | None = None
    head_lr_after: float | None = None
    batch_lrs: tuple[float, ...] = ()


class EpochRecord(Measured):
    """One finished epoch; `further` are the figures, by name, that the table of figures computes beside these."""

    further: Mapping[str, float] = MappingProxyType({})

    def with_further(self, figures: Mapping[str, float]) -> Self:
        """Return the record with these figures beside the measured ones."""
        if not figures:
            return self
        record = type(self)(*self)
        record.further = dict(figures)
        return record

    def _replace(self, **figures: Any) -> Self:
        """Return the record with other values of what the loop measures."""
        return super()._replace(**figures).with_further(self.further)

    def __eq__(self, other: object) -> bool:
        """Whether all figures are equal."""
        return tuple.__eq__(self, other) is True and self.further == getattr(other, "further", {})

    def __ne__(self, other: object) -> bool:
        """Whether a figure is not equal."""
        return not self == other

    __hash__ = tuple.__hash__
