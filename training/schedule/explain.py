"""Why the rate changed, in one sentence with its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.experiment.experiment import Experiment


def number(value: float) -> str:
    """Return a number as short as a reader needs it: six significant digits."""
    return f"{value:.6g}"


def explain_change(experiment: Experiment, epoch: int, lr: float, lr_after: float) -> str:
    """Say which scheduler changed the rate after `epoch`, why, by how much, and from when it acts."""
    scheduler = experiment.scheduler
    factor = f" (×{number(lr_after / lr)})" if lr else ""
    acts = f"used from epoch {epoch + 1}" if epoch < experiment.epochs else "no epoch left to use it"
    return f"{scheduler.kind}: {scheduler.cause(epoch)}, lr {number(lr)} → {number(lr_after)}{factor}, {acts}"
