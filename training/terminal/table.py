"""A trace as lines of a terminal."""

from __future__ import annotations

from training.engine.figures import FIGURES, Figure
from training.experiment.experiment import Experiment
from training.runs.observations import observe
from training.runs.trace import Trace
from training.schedule.epoch_rates import EpochRates

BATCHES = [figure for figure in FIGURES if figure.of_rates is not None]
INSIDE = tuple(figure.column_head for figure in BATCHES)  # over the batches of the epoch


def trace_head(experiment: Experiment) -> str:
    """Return the names of the columns."""
    heads = "".join(f" {figure.column_head:>{figure.width}}" for figure in _columns(experiment))
    return f" epoch{heads}  observation"


def trace_row(trace: Trace, index: int) -> str:
    """Return an epoch as a line under the head."""
    cells = "".join(_cell(figure, trace.value(figure.name, index)) for figure in _columns(trace.experiment))
    return f"{index + 1:>6}{cells}  {observe(trace, index)}"


def inside(rates: EpochRates | None) -> str:
    """Return the cells of INSIDE; nothing without rates."""
    return (
        "" if rates is None else "".join(_cell(figure, figure.of_rates(rates)) for figure in BATCHES if figure.of_rates)
    )


def _columns(experiment: Experiment) -> list[Figure]:
    return [figure for figure in FIGURES if figure.width and figure.there(experiment)]


def _cell(figure: Figure, value: float | None) -> str:
    return f" {'' if value is None else figure.format.format(value):>{figure.width}}"
