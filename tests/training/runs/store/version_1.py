"""A store as version 1 of the file kept it: without owners and checksums."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

TABLES = {
    "sweeps": "id INTEGER PRIMARY KEY AUTOINCREMENT, created TEXT NOT NULL, name TEXT NOT NULL, plan TEXT NOT NULL",
    "runs": "id INTEGER PRIMARY KEY AUTOINCREMENT, created TEXT NOT NULL, deleted TEXT, name TEXT NOT NULL, "
    "note TEXT NOT NULL DEFAULT '', status TEXT NOT NULL, message TEXT NOT NULL DEFAULT '', device TEXT NOT NULL, "
    "experiment TEXT NOT NULL, epochs INTEGER NOT NULL DEFAULT 0, seconds REAL NOT NULL DEFAULT 0, "
    "validated INTEGER NOT NULL DEFAULT 0, lr REAL, loss REAL, accuracy REAL, val_loss REAL, val_accuracy REAL, "
    "lowest REAL, parent INTEGER, forked INTEGER, sweep INTEGER REFERENCES sweeps, place INTEGER",
    "tags": "run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, tag TEXT NOT NULL, PRIMARY KEY (run, tag)",
    "blocks": "run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, first INTEGER NOT NULL, figures TEXT NOT NULL, "
    "numbers BLOB NOT NULL, batch_lrs BLOB NOT NULL, PRIMARY KEY (run, first)",
    "checkpoints": "run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, epoch INTEGER NOT NULL, "
    "kept INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (run, epoch)",
}


def make_version_1(path: Path) -> None:
    """Put a store's rows into a file as an earlier version made it, in its place."""
    old = path.with_suffix(".old")
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("ATTACH ? AS new", (str(path),))
        for table, columns in TABLES.items():
            connection.execute(f"CREATE TABLE main.{table} ({columns})")
            names = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"INSERT INTO main.{table} SELECT {names} FROM new.{table}")
        connection.execute("PRAGMA main.application_id = 0x53746570")
        connection.execute("PRAGMA main.user_version = 1")
    old.replace(path)
