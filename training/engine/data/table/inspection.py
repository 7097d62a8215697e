"""A look at a table before it is loaded, so that a form can show what would be guessed."""

from __future__ import annotations

from dataclasses import dataclass

from training.engine.data.dataset import SAMPLE_ROWS, Sample
from training.engine.data.table.cells import Cells
from training.engine.data.table.choice import guess_target, why_left_out
from training.engine.data.table.columns import Column, Kind, find_columns
from training.engine.data.table.reading import open_cells
from training.experiment.data import Table


@dataclass(frozen=True)
class ColumnFacts:
    """A column of the file; `remark` says why it cannot be an input, and is empty if it can."""

    name: str
    kind: Kind
    missing: int
    remark: str


@dataclass(frozen=True)
class TableFacts:
    """What the file holds and what would be guessed.

    `delimiter` and `header` are None for Parquet, `target` is None where none can be guessed.
    """

    rows: int
    columns: tuple[ColumnFacts, ...]
    delimiter: str | None
    header: bool | None
    target: str | None
    sample: Sample


def inspect_table(settings: Table) -> TableFacts:
    """Read the file and guess as `load` does, whatever target is set; raises DataError."""
    with open_cells(settings) as cells:
        columns = find_columns(cells)
        target = guess_target(cells, columns, settings)
        rows = cells.rows()
        return TableFacts(
            rows=rows,
            columns=tuple(_facts(cells, column, rows) for column in columns),
            delimiter=cells.dialect.delimiter if cells.dialect else None,
            header=cells.dialect.header if cells.dialect else None,
            target=target.name if target else None,
            sample=Sample(cells.names, cells.first_rows(SAMPLE_ROWS)),
        )


def _facts(cells: Cells, column: Column, rows: int) -> ColumnFacts:
    reason = why_left_out(cells, column)
    remark = column.trouble or (f"Left out, for {reason}." if reason else "")
    return ColumnFacts(column.name, column.kind, rows - column.filled, remark)
