"""Sweeps in the store: what they are made of, and the epochs of many runs in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store.blocks import blocks_of
from training.runs.store.claims import claim
from training.runs.store.errors import StoreError, UnknownRunError
from training.runs.store.rows import insert_block, insert_checkpoint, insert_run, now, size_of
from training.runs.store.store import RunStore
from training.runs.store.summary import RunSummary

UNFINISHED = (Status.RUNNING, Status.STOPPED, Status.INTERRUPTED)


class Entry(NamedTuple):
    """What is new of a run: epochs, the state after them where it is to go on, how it ended where it did."""

    run: int
    records: Sequence[EpochRecord]
    checkpoint: bytes | None = None
    status: Status | None = None
    message: str = ""


class SweepStore:
    """The sweeps of a store. Every method raises StoreError."""

    def __init__(self, store: RunStore) -> None:
        self.runs = store
        self._database = store.database

    def begin(self, name: str, plan: str, runs: Iterable[tuple[str, Experiment, str]]) -> tuple[int, list[int]]:
        """Begin a sweep and all its runs, each with name and device; return its number, and theirs in order."""
        with self._database.transaction() as connection:
            row = connection.execute("INSERT INTO sweeps (created, name, plan) VALUES (?, ?, ?)", (now(), name, plan))
            sweep = int(row.lastrowid or 0)
            return sweep, [
                insert_run(connection, self._database.owner, experiment, device, name=title, sweep=sweep, place=place)
                for place, (title, experiment, device) in enumerate(runs)
            ]

    def plan(self, sweep: int) -> str:
        """Return what the sweep was begun with."""
        for (plan,) in self._database.rows("SELECT plan FROM sweeps WHERE id = ?", (sweep,)):
            return str(plan)
        raise UnknownRunError(f"There is no sweep {sweep} in {self._database.path}.")

    def members(self, sweep: int) -> list[RunSummary]:
        """Return the sweep's runs in order; those that were deleted are not among them."""
        return self.runs.find(f"sweep = {sweep}", "place")

    def latest_unfinished(self) -> int | None:
        """Return the last sweep that has a run which can go on here; None: there is none."""
        marks = ", ".join("?" * len(UNFINISHED))
        query = (
            "SELECT DISTINCT sweep, status, owner FROM runs "
            f"WHERE sweep IS NOT NULL AND deleted IS NULL AND status IN ({marks}) ORDER BY sweep DESC"
        )
        for sweep, status, owner in self._database.rows(query, UNFINISHED):
            if status != Status.RUNNING or not self._database.is_elsewhere(owner):
                return int(sweep)
        return None

    def append(self, entries: Sequence[Entry]) -> None:
        """Keep what is new of many runs, in one transaction; a state replaces the one before it."""
        blocks = {entry.run: list(blocks_of(entry.records)) for entry in entries}
        size = sum(map(size_of, blocks.values())) + sum(len(entry.checkpoint or b"") for entry in entries)
        with self._database.transaction(size) as connection:
            claim(self._database, connection, blocks)
            for run, records, checkpoint, status, message in entries:
                ((done,),) = connection.execute("SELECT epochs FROM runs WHERE id = ?", (run,))
                if records and records[0].epoch != done + 1:
                    raise StoreError(f"Run {run} has {done} epochs; {records[0].epoch} does not follow them.")
                for block in blocks[run]:
                    insert_block(connection, run, block)
                if records:
                    connection.execute("DELETE FROM checkpoints WHERE run = ? AND NOT kept", (run,))
                if checkpoint is not None:
                    insert_checkpoint(connection, run, records[-1].epoch, False, checkpoint)
                if status is not None:
                    connection.execute("UPDATE runs SET status = ?, message = ? WHERE id = ?", (status, message, run))

    def go_on(self, runs: Iterable[int]) -> None:
        """Note that the runs are trained again; raises StoreError where another Stepwell trains one of them."""
        numbers = list(runs)
        with self._database.transaction() as connection:
            claim(self._database, connection, numbers)
            connection.executemany(
                "UPDATE runs SET status = ?, message = '' WHERE id = ?", [(Status.RUNNING, run) for run in numbers]
            )
