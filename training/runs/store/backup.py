"""A copy of the whole store, made while others write, that is looked through before it counts as one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from training.files import replacing
from training.runs.store.errors import explained, is_damage
from training.runs.store.salvage.examination import check_file, damaged_runs
from training.runs.store.store import RunStore


def back_up(store: RunStore, path: Path) -> list[int]:
    """Put a copy of the store as it stands into a file; return the runs that are damaged, there as here.

    Raises StoreError and FileError; then the file is what it was before.
    """
    with replacing(path) as part:
        try:
            store.database.copy_to(part)
            with closing(sqlite3.connect(f"{part.as_uri()}?mode=ro", uri=True)) as copy:
                check_file(copy)
                return damaged_runs(copy)
        except sqlite3.Error as error:
            if is_damage(error):
                raise explained("copy", store.path, error) from None
            raise explained("write", path, error, store.path.stat().st_size) from None
