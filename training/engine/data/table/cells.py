"""The cells of a table in DuckDB, each as the text that the file holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from training.engine.data.table.dialect import Dialect

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection

PORTION = 100  # expressions


@dataclass(frozen=True)
class Cells:
    """A table `cells` with columns c0, c1, … of trimmed texts; an empty cell is NULL."""

    connection: DuckDBPyConnection
    file: str  # the file's name in quotes, for sentences
    names: tuple[str, ...]  # the columns' names
    nested: frozenset[int]  # numbers of the columns whose cells are no single values; they are NULL
    dialect: Dialect | None  # the layout of a CSV file; none for Parquet
    decimal: str  # the character before the decimals

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows that answer an SQL query."""
        return self.connection.execute(query, values).fetchall()

    def summarise(self, aggregates: Sequence[str]) -> list[Any]:
        """Return the value of each SQL aggregate over all rows."""
        return [value for few in _portions(aggregates) for value in self.ask(f"SELECT {', '.join(few)} FROM cells")[0]]

    def fetch(self, expressions: Sequence[str]) -> list[np.ndarray[Any, Any]]:
        """Return for each SQL expression its value in every row, in order: (rows,) float64, NaN for NULL."""
        columns: list[np.ndarray[Any, Any]] = []
        for few in _portions(expressions):
            chosen = (f"coalesce(({value})::DOUBLE, 'nan'::DOUBLE) AS v{i}" for i, value in enumerate(few))
            values = self.connection.execute(f"SELECT {', '.join(chosen)} FROM cells").fetchnumpy()
            columns += (values[f"v{number}"] for number in range(len(few)))
        return columns

    def rows(self) -> int:
        """Return the number of rows below the header."""
        return int(self.ask("SELECT count(*) FROM cells")[0][0])

    def row_number(self, condition: str) -> int:
        """Return the number, counted from 1, of the first row where the SQL condition holds."""
        first = f"SELECT min(rowid) FROM cells WHERE {condition}"
        return int(self.ask(f"SELECT count(*) + 1 FROM cells WHERE rowid < ({first})")[0][0])

    def different(self, expression: str, most: int) -> int:
        """Return how many different values the SQL expression has; `most + 1` stands for all above `most`."""
        query = f"SELECT count(*) FROM (SELECT DISTINCT {expression} AS v FROM cells WHERE v IS NOT NULL LIMIT ?)"
        return int(self.ask(query, most + 1)[0][0])

    def first_rows(self, count: int) -> tuple[tuple[str, ...], ...]:
        """Return the texts of the first rows; an empty cell is an empty text."""
        rows = self.ask("SELECT * FROM cells LIMIT ?", count)
        return tuple(tuple(cell or "" for cell in row) for row in rows)


def _portions(expressions: Sequence[str]) -> Iterator[Sequence[str]]:
    """Divide the expressions of a query that takes DuckDB long to plan as a whole."""
    return (expressions[start : start + PORTION] for start in range(0, len(expressions), PORTION))
