"""The trace as CSV: one row an epoch, every float in the shortest form that reads back to the same double."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from training.files import write_whole
from training.runs.observations import observe
from training.runs.trace import Trace

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.preview import Schedule

COLUMNS = (
    "epoch",
    "lr",
    "lr_after",
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "seconds",
    "observation",
)
HEAD_COLUMNS = ("head_lr", "head_lr_after")
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


def trace_rows(trace: Trace) -> Iterator[Sequence[object]]:
    """Yield the trace's rows in the order of COLUMNS, then HEAD_COLUMNS where the head has its own rate."""
    for index in range(len(trace)):
        record = trace[index]
        head = (record.head_lr, record.head_lr_after) if trace.experiment.grouped else ()
        yield *record[: len(COLUMNS) - 1], observe(trace, index), *head


def schedule_rows(schedule: Schedule) -> Iterator[Sequence[object]]:
    """Yield epoch, lr and lr_after for each epoch of a preview."""
    for index, (lr, lr_after) in enumerate(zip(schedule.lr.tolist(), schedule.lr_after.tolist(), strict=True)):
        yield index + 1, lr, lr_after


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    """Return the rows under their column names; empty where a value is None."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def trace_csv(trace: Trace) -> str:
    """Return the whole trace as CSV."""
    columns = (*COLUMNS, *HEAD_COLUMNS) if trace.experiment.grouped else COLUMNS
    return csv_text(columns, trace_rows(trace))


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


def write_runs(path: Path, runs: Sequence[tuple[int, str, Trace]]) -> None:
    """Write (number, name, trace) of several runs as one table, run by run; raises FileError as `write_trace` does."""
    head = HEAD_COLUMNS if any(trace.experiment.grouped for _, _, trace in runs) else ()
    columns = ("run", "name", *COLUMNS, *head)
    rows = ([number, name, *row] for number, name, trace in runs for row in trace_rows(trace))
    filled = (row + [None] * (len(columns) - len(row)) for row in rows)
    write_whole(path, csv_text(columns, filled).encode())
