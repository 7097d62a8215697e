"""A look through all of a store: whatever a reader would refuse, and what SQLite finds wrong with the file."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator

from training.runs.store.errors import damage
from training.runs.store.salvage.records import SHAPES, TAG, Record, letter_of
from training.runs.store.salvage.rows import ROWS, BlockRow, RunRow, StateRow

CHECKED = ("runs", "blocks", "checkpoints")


def examine(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError where anything is not as it was written."""
    check_file(connection)
    if damaged_runs(connection):
        raise damage("a row is not what it was")


def check_file(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError where SQLite finds the file damaged; it does not know which numbers stood there."""
    (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise damage(verdict)


def damaged_runs(connection: sqlite3.Connection) -> list[int]:
    """Return the runs of which a row is not what it was; raises sqlite3.DatabaseError where not even that is known."""
    damaged: set[int] = set()
    listed: dict[int, int] = {}  # epochs of each run, by its own row
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)  # first epoch and number of epochs of its blocks
    for table, values, _ in rows_through(connection):
        if table not in CHECKED:
            continue
        number = values[0]
        if not isinstance(number, int):
            raise damage(f"a row of {table} has no number")
        row = ROWS[table](*values) if _has_shape(table, values) else None
        if row is None or not _is_whole(row):
            damaged.add(number)
        elif isinstance(row, RunRow):
            listed[number] = row.epochs
        elif isinstance(row, BlockRow):
            spans[number].append((row.first, row.epochs))
    damaged.update(number for number in {*listed, *spans} if listed.get(number) != _reached(spans[number]))
    return sorted(damaged)


def records_through(connection: sqlite3.Connection) -> Iterator[Record]:
    """Yield the rows that can be ours of a file that is sound; raises sqlite3.Error where it has no such tables."""
    return (record for record in rows_through(connection) if _has_shape(record.table, record.values))


def rows_through(connection: sqlite3.Connection) -> Iterator[Record]:
    """Yield all rows of our tables; raises sqlite3.Error where there are none."""
    connection.text_factory = lambda content: content.decode(errors="replace")
    for table in (*SHAPES, "tags"):
        for values in connection.execute(f"SELECT * FROM {table}"):
            yield Record(table, values, 0)


def _has_shape(table: str, values: tuple[object, ...]) -> bool:
    shape = SHAPES.get(table, TAG)
    return shape.fullmatch("".join(map(letter_of, values))) is not None  # type: ignore[arg-type]


def _is_whole(row: RunRow | BlockRow | StateRow) -> bool:
    """Whether a row is as it was written, or, without a checksum, can be read at least."""
    return row.is_laid_out if isinstance(row, BlockRow) and row.checksum is None else row.is_whole


def _reached(spans: list[tuple[int, int]]) -> int | None:
    """Return the last of the epochs, None where they do not follow one another."""
    follows = 1
    for first, epochs in sorted(spans):
        if first != follows:
            return None
        follows += epochs
    return follows - 1
