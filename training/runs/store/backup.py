"""A copy of the whole store, made while others write, that is looked through before it counts as one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from training.files import replacing
from training.runs.store.errors import damage, explained
from training.runs.store.salvage.rows import ROWS
from training.runs.store.salvage.source import is_sound, records_through
from training.runs.store.store import RunStore

SUMMED = ("runs", "blocks", "checkpoints")  # have checksums


def back_up(store: RunStore, path: Path) -> list[int]:
    """Put a copy of the store as it stands into a file; return the runs that are damaged, there as here.

    Raises StoreError and FileError; then the file is what it was before.
    """
    with replacing(path) as part:
        try:
            store._database.copy_to(part)  # of this package
            with closing(sqlite3.connect(f"{part.as_uri()}?mode=ro", uri=True)) as copy:
                if not is_sound(copy):
                    raise explained("copy", store.path, damage(""))
                return sorted(set(_damaged(copy)))
        except sqlite3.Error as error:
            raise explained("write", path, error, store.path.stat().st_size) from None


def _damaged(copy: sqlite3.Connection) -> Iterator[int]:
    """Yield the run of each row that is not what it was when it was written."""
    for table, values, _ in records_through(copy):
        if table in SUMMED and not (row := ROWS[table](*values)).is_whole:
            yield row[0]
