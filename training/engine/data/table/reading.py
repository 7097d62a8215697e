"""From a file to its cells: CSV or Parquet, complete or refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from training.engine.data.errors import DataError, quoted
from training.engine.data.table.cells import Cells
from training.engine.data.table.database import database, pattern
from training.engine.data.table.dialect import DELIMITERS, EMPTY, MOST_COLUMNS, column_names, find_dialect
from training.engine.data.table.text import as_utf8
from training.experiment.data import Table
from training.files import FileError, check_regular, explained

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LARGEST_FILE = 2_000_000_000  # bytes
MOST_ROWS = 10_000_000
NESTED = ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "VARIANT", "GEOMETRY")
WRONG_LINES = {
    "MISSING COLUMNS": "has fewer than {} cells",
    "TOO MANY COLUMNS": "has more than {} cells",
    "UNQUOTED VALUE": "has a quotation mark that is never closed, or text right after a closed one",
    "LINE SIZE OVER MAXIMUM": "is too long",
}


@contextmanager
def open_cells(settings: Table) -> Iterator[Cells]:
    """Read the file that the settings name; raises DataError."""
    if not settings.path:
        raise DataError("No file is chosen. Set data.path to a CSV or Parquet file.")
    path = Path(settings.path).absolute()
    try:
        str(path).encode()  # DuckDB knows no other names
        check_regular(path, LARGEST_FILE)
        reading = _parquet_cells(path) if _is_parquet(path) else _csv_cells(path, settings)
        with reading as cells:
            _check_rows(cells.rows(), cells.file)
            yield cells
    except FileError as error:
        raise DataError(str(error)) from None
    except OSError as error:
        raise DataError(str(explained("read", path, error))) from None
    except UnicodeEncodeError:
        raise DataError(f"The name of {quoted(path.name)} holds bytes that are no letters. Rename it.") from None


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        is_parquet = file.read(4) == b"PAR1"
    if path.suffix.lower() in (".parquet", ".pq") and not is_parquet:
        raise DataError(f"{quoted(path.name)} is named as a Parquet file but is none. Rename it, or make it again.")
    return is_parquet


@contextmanager
def _csv_cells(path: Path, settings: Table) -> Iterator[Cells]:
    file = quoted(path.name)
    with as_utf8(path, settings.encoding) as readable, database(readable, file) as connection:
        dialect = find_dialect(readable, settings)
        columns = ", ".join(f"'p{number}': 'VARCHAR'" for number in range(len(dialect.names)))
        texts = [f"trim(p{number})" for number in range(len(dialect.names))]
        source = (
            f"read_csv(?, delim = ?, columns = {{{columns}}}, quote = '\"', escape = '\"', header = false, "
            "auto_detect = false, strict_mode = true, null_padding = false, compression = 'none', "
            "hive_partitioning = false, store_rejects = true)"
        )
        with _one_kind_of_line_end(file):
            _fill(connection, source, texts, pattern(readable), DELIMITERS[dialect.delimiter])
        _check_lines(connection, file, len(dialect.names))
        if dialect.header:
            connection.execute("DELETE FROM cells WHERE rowid = 0")
        yield Cells(connection, file, dialect.names, frozenset(), dialect, settings.decimal)


@contextmanager
def _one_kind_of_line_end(file: str) -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.InvalidInputException as error:
        if "state machine" not in str(error):
            raise
        raise DataError(
            f"The lines of {file} end in different ways, some as in Windows, some as in Linux. "
            "Save the table as CSV again."
        ) from None


def _check_lines(connection: DuckDBPyConnection, file: str, width: int) -> None:
    wrong = connection.execute("SELECT line, error_type FROM reject_errors ORDER BY line").fetchall()
    if wrong:
        line, kind = wrong[0]
        reason = WRONG_LINES.get(kind, "cannot be read").format(width)
        others = f", and {len(wrong) - 1} more lines are wrong" if len(wrong) > 1 else ""
        raise DataError(f"Line {line} of {file} {reason}{others}. Correct the file, or set data.delimiter.")


@contextmanager
def _parquet_cells(path: Path) -> Iterator[Cells]:
    file = quoted(path.name)
    with database(path, file) as connection:
        ((rows,),) = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [pattern(path)]).fetchall()
        _check_rows(rows, file)
        described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [pattern(path)]).fetchall()
        names = column_names([name for name, *_ in described], file)
        if not 2 <= len(names) <= MOST_COLUMNS:
            raise DataError(f"{file} has {len(names)} columns; a table needs 2 to {MOST_COLUMNS}. Make another file.")
        nested = frozenset(i for i, (_, kind, *_) in enumerate(described) if "[" in kind or kind.startswith(NESTED))
        aliases = ", ".join(f"p{number}" for number in range(len(names)))
        texts = ["NULL::VARCHAR" if i in nested else f"trim(p{i}::VARCHAR)" for i in range(len(names))]
        _fill(connection, f"read_parquet(?, hive_partitioning = false) AS p({aliases})", texts, pattern(path))
        yield Cells(connection, file, names, nested, None, ".")


def _fill(connection: DuckDBPyConnection, source: str, texts: Sequence[str], *values: str) -> None:
    """Copy the texts, SQL over the source, into columns c0, c1, ... of the table `cells`, in order."""
    # not IN: DuckDB makes a join of it, and a join shuffles the rows
    empty = " ".join(f"WHEN '{word}' THEN NULL" for word in EMPTY)
    columns = (f"CASE {text} {empty} ELSE {text} END AS c{number}" for number, text in enumerate(texts))
    connection.execute(f"CREATE TEMP TABLE cells AS SELECT {', '.join(columns)} FROM {source}", values)


def _check_rows(rows: int, file: str) -> None:
    if rows < 2:
        raise DataError(f"{file} has {'one row' if rows else 'no rows'} to learn from. Choose one with more.")
    if rows > MOST_ROWS:
        raise DataError(f"{file} has {rows} rows; at most {MOST_ROWS} are read. Make a smaller file.")
