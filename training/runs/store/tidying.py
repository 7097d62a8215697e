"""What is put in order when a store is opened: runs whose program ended, and those that were deleted long ago."""

from __future__ import annotations

from training.runs.run import Status
from training.runs.store.database import Database
from training.runs.store.owner import is_alive
from training.runs.store.rows import now

UNDO_DAYS = 30
LOST = "The program ended while this run was training."
LONG_AGO = "deleted IS NOT NULL AND (SELECT count(*) FROM days WHERE day > substr(deleted, 1, 10)) >= ?"


def interrupt_lost(database: Database) -> bool:
    """Say of every run that nobody trains any more; return whether there was one."""
    owners = database.rows("SELECT DISTINCT owner FROM runs WHERE status = ?", (Status.RUNNING,))
    lost = [owner for (owner,) in owners if owner != database.owner and not is_alive(database.path, owner)]
    if lost:
        with database.transaction() as connection:
            connection.executemany(
                "UPDATE runs SET status = ?, message = ? WHERE status = ? AND owner IS ?",
                [(Status.INTERRUPTED, LOST, Status.RUNNING, owner) for owner in lost],
            )
    return bool(lost)


def make_room(database: Database) -> None:
    """Once a day, free the room of what was deleted UNDO_DAYS days ago or more.

    Only days on which the store was used count: a clock that is wrong once deletes nothing for ever.
    """
    today = now()[:10]
    if not database.rows("SELECT 1 FROM days WHERE day = ?", (today,)):
        with database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO days VALUES (?)", (today,))
            connection.execute(f"DELETE FROM runs WHERE {LONG_AGO}", (UNDO_DAYS,))
