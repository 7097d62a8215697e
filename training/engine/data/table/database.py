"""DuckDB, allowed to read one file and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from training.engine.data.errors import DataError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "4GB"
CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": MEMORY,
    "temp_directory": "",
}


@contextmanager
def database(path: Path, file: str) -> Iterator[DuckDBPyConnection]:
    """Open a database in memory that may read `path`; its errors become DataErrors that name `file`."""
    import duckdb

    try:
        with duckdb.connect(":memory:", config=CONFIGURATION) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute("SET allowed_paths = ?", [[str(path), pattern(path)]])
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            yield connection
    except (duckdb.OutOfMemoryException, MemoryError):
        raise DataError(f"{file} needs more than {MEMORY} of memory. Take fewer rows or columns.") from None
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0].split("Error: ")[-1].rstrip(".")
        raise DataError(f"{file} is damaged or incomplete ({reason}). Make the file again.") from None


def pattern(path: Path) -> str:
    """Return the glob pattern that matches this very path; DuckDB takes every path for a pattern."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))
