"""A store's rows, whatever state it is in: by SQLite where the file is sound, else page by page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from glob import escape
from pathlib import Path

from training.files import explained
from training.runs.store.errors import StoreError
from training.runs.store.log import USUAL_SIZE
from training.runs.store.opening import UNTOUCHED, aside_of
from training.runs.store.salvage.pages import CURRENT, content_of, log_of, pages_of, sizes_of
from training.runs.store.salvage.records import SHAPES, TAG, Record, letter_of, records_in
from training.runs.store.salvage.whole import LostRun, Rows, WholeRun
from training.runs.store.store import RunStore


def files_set_aside(path: Path) -> list[Path]:
    """Return the damaged files beside a store, in order; of one there may be only the log."""
    names = {file.name.removesuffix("-wal") for file in path.parent.glob(f"{escape(aside_of(path, '').stem)}*")}
    return sorted((path.with_name(name) for name in names if name.endswith(path.suffix)), key=_in_order)


def damaged_runs(store: RunStore) -> Iterator[WholeRun | LostRun]:
    """Yield the runs of a store that cannot be read, as far as they are whole; raises StoreError."""
    for summary in (*store.find(order="id"), *store.find(order="id", deleted=True)):
        try:
            store.load(summary.id)
        except StoreError:
            keys = {"runs": "id", "blocks": "run", "checkpoints": "run", "tags": "run", "sweeps": "id"}
            numbers = dict.fromkeys(keys, summary.id) | {"sweeps": summary.sweep}
            query = "SELECT * FROM {} WHERE {} = ?"
            yield from Rows(
                Record(table, values, CURRENT)
                for table, key in keys.items()
                for values in store._database.rows(query.format(table, key), (numbers[table],))
            ).runs()


def _in_order(path: Path) -> tuple[int, str]:
    return len(path.name), path.name


def runs_of_file(path: Path) -> Iterator[WholeRun | LostRun]:
    """Yield every run of a file as far as it is whole; raises StoreError."""
    yield from Rows(records_of_file(path)).runs()


def records_of_file(path: Path) -> list[Record]:
    """Return all rows that can be recognised; the file stays as it is. Raises StoreError."""
    path = path.absolute()
    try:
        sound = None if log_of(path).exists() else _sound_records(path)
        return _scanned(path) if sound is None else sound
    except OSError as error:
        raise StoreError(str(explained("read", path, error))) from None


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds nothing wrong with the file; it does not know which numbers stood there."""
    with suppress(sqlite3.Error, UnicodeDecodeError):
        return connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    return False


def records_through(connection: sqlite3.Connection) -> Iterator[Record]:
    """Yield the rows of a file that is sound; raises sqlite3.Error where it has no such tables."""
    connection.text_factory = lambda content: content.decode(errors="replace")
    for table, shape in {**SHAPES, "tags": TAG}.items():
        for values in connection.execute(f"SELECT * FROM {table}"):
            if shape.fullmatch("".join(map(letter_of, values))):
                yield Record(table, values, CURRENT)


def _sound_records(path: Path) -> list[Record] | None:
    path.stat()
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.as_uri()}?{UNTOUCHED}", uri=True)) as connection:
        return list(records_through(connection)) if is_sound(connection) else None
    return None


def _scanned(path: Path) -> list[Record]:
    """Return the rows of all pages, of that size which gives most of them."""
    file, log = content_of(path)
    best: list[Record] = []
    for size in sizes_of(file, log):
        best = max(best, list(records_in(pages_of(file, log, size))), key=len)
        if size == USUAL_SIZE and best:
            break
    return best
