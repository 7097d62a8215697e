"""The columns of the trace table: what each shows, and how."""

from __future__ import annotations

from typing import NamedTuple

from training.engine.figures import FIGURES, Figure
from training.experiment.experiment import Experiment
from training.runs.trace import Trace
from training.schedule.acting import rate_notes

FIRST_RATE = "Learning rate of this epoch's first batch"


class Column(NamedTuple):
    """A figure of the record by its `name`, its header, its meaning, its format and the widest text to expect."""

    name: str
    header: str
    help: str
    format: str
    widest: str


EPOCH = Column("epoch", "Epoch", "The number of the epoch", "{}", "000000")
OBSERVATION = Column("observation", "Observation", "What the numbers say", "{}", "")
SHOWN = {
    figure: Column(figure.name, figure.head, figure.described, figure.format, figure.sample or figure.head)
    for figure in FIGURES
    if figure.in_table
}
COLUMNS = (EPOCH, *(column for figure, column in SHOWN.items() if figure.always), OBSERVATION)


def columns_of(trace: Trace | None) -> tuple[Column, ...]:
    """Return the columns of a trace, without the figures that its experiment has not; None: those of every run."""
    if trace is None:
        return COLUMNS
    shown = (column for figure, column in SHOWN.items() if _is_there(figure, trace))
    return (EPOCH, *(_explained(column, trace.experiment) for column in shown), OBSERVATION)


def _is_there(figure: Figure, trace: Trace) -> bool:
    """Whether a trace has a column of it; what is computed, runs of before have not."""
    return figure.there(trace.experiment) and (figure.compute is None or not len(trace) or trace.has(figure.name))


def _explained(column: Column, experiment: Experiment) -> Column:
    """Return the column, that of the rate with what this experiment's rate stands for."""
    if column.name != "lr":
        return column
    notes = rate_notes(experiment)
    meaning = FIRST_RATE if experiment.steps_after_batch else column.help
    return column._replace(help=" ".join((f"{meaning if not notes else meaning.replace('used', 'standing')}.", *notes)))
