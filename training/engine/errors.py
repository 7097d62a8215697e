"""Why a training ended before its last epoch."""

from __future__ import annotations

import math

from training.engine.record import EpochRecord
from training.errors import ExpectedError


class TrainingError(ExpectedError, RuntimeError):
    """The training cannot start or go on; the text is a sentence that says where and what to do."""


class DivergedError(TrainingError):
    """The loss left the numbers; the epoch in which it did is the trace's last."""


def divergence(record: EpochRecord) -> str:
    """Return why no further epoch makes sense after this one; empty as long as its loss is a number."""
    if math.isfinite(record.loss):
        return ""
    rates = record.batch_lrs or (record.lr,)
    span = f"{min(rates):.6g}" if min(rates) == max(rates) else f"{min(rates):.6g} to {max(rates):.6g}"
    return (
        f"The loss became {record.loss} in epoch {record.epoch}, at lr {span}: the training "
        "diverged. Try a smaller lr, or set clip_grad_norm."
    )
