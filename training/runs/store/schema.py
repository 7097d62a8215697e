"""The tables, and how a file is known to hold them."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from training.runs.store.errors import StoreError

APPLICATION_ID = 0x53746570  # "Step", in the file's header
VERSION = 2

DAYS = "CREATE TABLE days (day TEXT PRIMARY KEY) WITHOUT ROWID"  # on which the file was written, UTC

TABLES = (
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice
        created TEXT NOT NULL,                 -- UTC, ISO 8601
        deleted TEXT,                          -- the same; NULL: it is there
        name TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        status TEXT NOT NULL,
        message TEXT NOT NULL DEFAULT '',
        device TEXT NOT NULL,
        experiment TEXT NOT NULL,              -- JSON
        epochs INTEGER NOT NULL DEFAULT 0,     -- finished
        seconds REAL NOT NULL DEFAULT 0,
        validated INTEGER NOT NULL DEFAULT 0,
        lr REAL, loss REAL, accuracy REAL, val_loss REAL, val_accuracy REAL,  -- the last epoch's; NULL is NaN
        lowest REAL,                           -- of the losses that decide what is best
        parent INTEGER,                        -- the run that it was forked from
        forked INTEGER,                        -- after this epoch
        sweep INTEGER REFERENCES sweeps,       -- that it belongs to
        place INTEGER,                         -- in that sweep, from 0
        owner TEXT,                            -- the store that trains it, or did
        checksum INTEGER                       -- of the experiment
    )""",
    """CREATE TABLE sweeps (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        created TEXT NOT NULL,                 -- UTC, ISO 8601
        name TEXT NOT NULL,
        plan TEXT NOT NULL                     -- JSON: the experiment's values and the table of what varies
    )""",
    """CREATE TABLE tags (
        run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
        tag TEXT NOT NULL,
        PRIMARY KEY (run, tag)
    ) WITHOUT ROWID""",
    """CREATE TABLE blocks (
        run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
        first INTEGER NOT NULL,                -- epoch
        figures TEXT NOT NULL,                 -- names of the columns
        numbers BLOB NOT NULL,                 -- doubles, little-endian, epoch by epoch
        batch_lrs BLOB NOT NULL,               -- doubles, as many for each epoch
        checksum INTEGER,                      -- of all that stands before it; NULL: of version 1
        PRIMARY KEY (run, first)
    )""",
    """CREATE TABLE checkpoints (
        run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
        epoch INTEGER NOT NULL,
        kept INTEGER NOT NULL,                 -- also when a later one is there
        state BLOB NOT NULL,
        checksum INTEGER,                      -- of run, epoch and state; NULL: of version 1
        PRIMARY KEY (run, epoch)
    )""",
    DAYS,
)
SINCE_VERSION_1 = (
    "ALTER TABLE runs ADD COLUMN owner TEXT",
    *(f"ALTER TABLE {table} ADD COLUMN checksum INTEGER" for table in ("runs", "blocks", "checkpoints")),
    DAYS,
)


class Header(NamedTuple):
    """What a file says about itself."""

    application: int
    version: int
    tables: int  # of a file without a version; else not counted


def header_of(connection: sqlite3.Connection) -> Header:
    """Return what the file says about itself; raises sqlite3.DatabaseError where it is no database."""
    application, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    count = "SELECT count(*) FROM sqlite_master"
    return Header(application, version, 0 if version else connection.execute(count).fetchone()[0])


def check(path: Path, header: Header) -> None:
    """Refuse what another program or a later Stepwell wrote; raises StoreError."""
    if header.application not in (0, APPLICATION_ID) or header.tables:
        raise StoreError(f"Cannot use {path}: it belongs to another program. Move it to another place.")
    if header.version > VERSION:
        raise StoreError(f"Cannot use {path}: a later version of Stepwell wrote it. Update Stepwell to read it.")


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables, or bring them up to date, all at once; raises StoreError for a file that is not ours."""
    header = header_of(connection)
    check(path, header)
    if header.version == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    for change in SINCE_VERSION_1 if header.version else TABLES:
        connection.execute(change)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
