"""Why a training ended before its last epoch."""

from __future__ import annotations


class TrainingError(RuntimeError):
    """The training cannot start or go on; the text is a sentence that says where and what to do."""


class DivergedError(TrainingError):
    """The loss left the numbers; the epoch in which it did is the trace's last."""
