"""The trace as CSV: one row an epoch, every float in the shortest form that reads back to the same double."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from training.engine.figures import COMPUTED, FIGURES
from training.files import write_whole
from training.runs.observations import observe
from training.runs.run import numbered
from training.runs.trace import Trace

if TYPE_CHECKING:  # importing them at run time would load torch
    from training.experiment.experiment import Experiment
    from training.schedule.preview import Schedule

COLUMNS = ("epoch", *(figure.name for figure in FIGURES if figure.always), "observation")
HEAD_COLUMNS = tuple(figure.name for figure in FIGURES if figure.measured and not figure.always)
BATCHES = tuple(figure for figure in FIGURES if figure.of_rates is not None and figure.in_csv)
COMPUTED_COLUMNS = tuple(figure.name for figure in COMPUTED if figure.in_csv)
FOLLOWING = (*HEAD_COLUMNS, *COMPUTED_COLUMNS, *(figure.name for figure in BATCHES))  # that not every run has
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def columns_of(*traces: Trace) -> tuple[str, ...]:
    """Return the columns of traces: COLUMNS, then those of the figures that not every run has, where any has them."""
    return (*COLUMNS, *(name for name in FOLLOWING if any(trace.has(name) for trace in traces)))


def trace_rows(trace: Trace, columns: Sequence[str]) -> Iterator[Sequence[object]]:
    """Yield the trace's rows in the order of the columns; None where it has no such figure."""
    following = [name for name in columns if name in FOLLOWING]
    for index in range(len(trace)):
        figures: dict[str, object] = {**trace[index]._asdict(), "observation": observe(trace, index)}
        for name in following:
            figures[name] = trace.value(name, index)
        yield [figures[column] for column in columns]


def schedule_csv(schedule: Schedule, experiment: Experiment) -> str:
    """Return epoch, lr, lr_after of each epoch of a preview as CSV, and the extremes where a step is a batch."""
    batches = [figure for figure in BATCHES if figure.there(experiment)]
    rows = (
        (epoch, lr, lr_after, *(figure.of_rates(schedule.epoch_rates(epoch)) for figure in batches if figure.of_rates))
        for epoch, (lr, lr_after) in enumerate(zip(schedule.lr.tolist(), schedule.lr_after.tolist(), strict=True), 1)
    )
    return csv_text(("epoch", "lr", "lr_after", *(figure.name for figure in batches)), rows)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    """Return the rows under their column names; empty where a value is None."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def trace_csv(trace: Trace) -> str:
    """Return the whole trace as CSV."""
    columns = columns_of(trace)
    return csv_text(columns, trace_rows(trace, columns))


def write_trace(path: Path, trace: Trace) -> None:
    """Write the trace in one piece; raises FileError and then leaves an existing file as it was."""
    write_whole(path, trace_csv(trace).encode())


def _cell(value: object) -> object:
    """Return the value as written; a text that a spreadsheet would take for a formula gets a quote before it."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str):
        text = value.replace("\r", " ")  # which would begin a row of its own
        return "'" + text if text.startswith(FORMULA_STARTS) else text
    return value


def runs_csv(runs: Sequence[tuple[int, str, Trace]]) -> str:
    """Return (number, name, trace) of several runs as one table, run by run."""
    columns = columns_of(*(trace for _, _, trace in runs))
    rows = ([numbered(number), name, *row] for number, name, trace in runs for row in trace_rows(trace, columns))
    return csv_text(("run", "name", *columns), rows)
