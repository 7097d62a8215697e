"""A trace as lines of a terminal."""

from __future__ import annotations

from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.observations import observe
from training.runs.trace import Trace
from training.schedule.epoch_rates import EpochRates

INSIDE = ("lr lowest", "lr highest", "lr last")  # over the batches of the epoch


def trace_head(experiment: Experiment) -> str:
    """Return the names of the columns."""
    inside = "".join(f"{name:>12}" for name in INSIDE) if experiment.steps_after_batch else ""
    return f" epoch          lr{inside}    lr after      loss accuracy  val loss val acc.  observation"


def trace_row(trace: Trace, index: int) -> str:
    """Return an epoch as a line under the head."""
    record = trace[index]
    rates = trace.epoch_rates(index) if trace.experiment.steps_after_batch else None
    return f"{record.epoch:>6} {record.lr:>11.6g}{inside(rates)} {_figures(record)}  {observe(trace, index)}"


def inside(rates: EpochRates | None) -> str:
    """Return the cells of INSIDE; nothing without rates."""
    return "" if rates is None else "".join(f" {rate:>11.6g}" for rate in rates[1:])


def _figures(record: EpochRecord) -> str:
    lr_after, loss, accuracy, val_loss, val_accuracy = record[2:7]
    validation = f"{'':>9} {'':>8}" if val_loss is None else f"{val_loss:>9.4f} {val_accuracy:>8.4f}"
    return f"{lr_after:>11.6g} {loss:>9.4f} {accuracy:>8.4f} {validation}"
