"""A store's rows, whatever state it is in: by SQLite where the file is sound, else page by page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from training.files import explained
from training.runs.store.errors import StoreError
from training.runs.store.log import USUAL_SIZE
from training.runs.store.opening import UNTOUCHED
from training.runs.store.salvage.examination import records_through
from training.runs.store.salvage.pages import content_of, log_of, pages_of, sizes_of
from training.runs.store.salvage.records import Record, records_in
from training.runs.store.salvage.whole import LostRun, Rows, WholeRun


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


def _sound_records(path: Path) -> list[Record] | None:
    path.stat()
    with (
        suppress(sqlite3.Error, UnicodeDecodeError),
        closing(sqlite3.connect(f"{path.as_uri()}?{UNTOUCHED}", uri=True)) as connection,
    ):
        is_sound = connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
        return list(records_through(connection)) if is_sound else None
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
