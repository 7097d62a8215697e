"""A trace as lines of a terminal."""

from __future__ import annotations

from training.engine.record import EpochRecord

TRACE_HEAD = " epoch          lr    lr after      loss accuracy  val loss val acc.  observation"


def trace_row(record: EpochRecord, observation: str) -> str:
    """Return an epoch as a line under TRACE_HEAD."""
    epoch, lr, lr_after, loss, accuracy, val_loss, val_accuracy = record[:7]
    validation = f"{'':>9} {'':>8}" if val_loss is None else f"{val_loss:>9.4f} {val_accuracy:>8.4f}"
    return f"{epoch:>6} {lr:>11.6g} {lr_after:>11.6g} {loss:>9.4f} {accuracy:>8.4f} {validation}  {observation}"
