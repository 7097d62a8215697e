"""What one epoch of training left behind."""

from __future__ import annotations

from typing import NamedTuple


class EpochRecord(NamedTuple):
    """One finished epoch, counted from 1.

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
