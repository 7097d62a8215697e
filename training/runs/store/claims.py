"""Whose a run is: as long as one process trains it, no other may train or delete it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from training.runs.run import Status
from training.runs.store.database import Database
from training.runs.store.errors import StoreError, UnknownRunError


def claim(database: Database, connection: sqlite3.Connection, runs: Iterable[int]) -> None:
    """Make the runs, inside a transaction, this writer's; raises StoreError where another one trains one of them."""
    for run in runs:
        if check_free(database, connection, run) != database.owner:
            connection.execute("UPDATE runs SET owner = ?, deleted = NULL WHERE id = ?", (database.owner, run))


def check_free(database: Database, connection: sqlite3.Connection, run: int) -> str | None:
    """Return the run's last owner; raises StoreError where another Stepwell trains it."""
    row = connection.execute("SELECT status, owner FROM runs WHERE id = ?", (run,)).fetchone()
    if row is None:
        raise UnknownRunError(f"There is no run {run} in {database.path}.")
    status, owner = row
    if status == Status.RUNNING and database.is_elsewhere(owner):
        raise StoreError(f"Another Stepwell trains run {run}. Stop it there first.")
    return None if owner is None else str(owner)
