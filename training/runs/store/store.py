"""The store of runs: what is told as kept is on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from sqlite3 import Connection
from types import MappingProxyType, TracebackType
from typing import Any, Self

from pydantic import ValidationError

from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.experiment.settings import WHOLE_LIMIT
from training.machine.folders import data_folder
from training.runs.run import Run, Status, name_of
from training.runs.store.blocks import Block, blocks_of, cut, records_of
from training.runs.store.checksums import check_sum
from training.runs.store.claims import check_free, claim
from training.runs.store.database import Database
from training.runs.store.errors import WAY_BACK, StoreError, UnknownRunError
from training.runs.store.opening import Look
from training.runs.store.query import condition_of, order_of
from training.runs.store.rows import columns_of, insert_block, insert_checkpoint, insert_run, now, size_of
from training.runs.store.summary import SELECT, RunSummary, summary_of
from training.runs.store.tidying import interrupt_lost, make_room
from training.runs.store.waiting import Notify, silent
from training.runs.trace import Trace
from training.schedule.prolong import check_goes_on

DAMAGED = f"is damaged. {WAY_BACK}"


class Mode(StrEnum):
    """What a store is opened for."""

    READ = "read"
    WRITE = "write"


def default_path() -> Path:
    """Return where this user's runs are kept."""
    return data_folder() / "runs.sqlite"


class RunStore:
    """Runs in a file. Every method raises StoreError; threads may share a store."""

    def __init__(self, path: Path, mode: Mode, look: Look | None = None, notify: Notify = silent) -> None:
        """Open the file; to write, make it where there is none, after a look through all of it if wanted.

        `notify` hears, on whatever thread, for whom one waits; an empty text when that is over.
        """
        self.database = Database(path, mode is Mode.WRITE, look, notify)
        if mode is Mode.WRITE:
            try:
                interrupt_lost(self.database)
                make_room(self.database)
            except BaseException:
                self.close()
                raise

    @property
    def path(self) -> Path:
        """Return the file."""
        return self.database.path

    @property
    def notice(self) -> str:
        """Return what happened to the file when it was opened, as a sentence; empty as a rule."""
        return self.database.notice

    @property
    def writes(self) -> bool:
        """Whether it may be written."""
        return self.database.writes

    def version(self) -> int:
        """Return a number that is another one whenever anybody has written; it costs next to nothing."""
        return self.database.version()

    def tidy(self) -> bool:
        """Say of every run whose program ended that it was interrupted; return whether there was one."""
        return interrupt_lost(self.database)

    def close(self) -> None:
        """Own no run any more."""
        self.database.close()

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the store."""
        self.close()

    def create(self, experiment: Experiment, device: str = "") -> int:
        """Begin a run; return its number."""
        with self.database.transaction() as connection:
            return insert_run(connection, self.database.owner, experiment, device)

    def fork(self, parent: int, epoch: int, experiment: Experiment, device: str = "") -> int:
        """Begin a run with another's epochs up to one whose state is there; return its number.

        Raises ExperimentError for an experiment that would have trained these epochs otherwise.
        """
        begun, blocks = self.experiment(parent), self._blocks(parent, epoch)
        with self.database.transaction(size_of(blocks)) as connection:
            state = self._kept(parent, epoch)
            per_epoch = len(next(records_of(blocks[0])).batch_lrs) or 1
            check_goes_on(begun, experiment, epoch, per_epoch)
            run = insert_run(connection, self.database.owner, experiment, device, parent=parent, forked=epoch)
            for block in blocks:
                insert_block(connection, run, block)
            insert_checkpoint(connection, run, epoch, False, state)
        return run

    def _kept(self, run: int, epoch: int) -> bytes:
        state = self.checkpoint(run, epoch)
        if state is None:
            kept = self.checkpoints(run)
            there = f"there is one after epoch {', '.join(map(str, kept))}" if kept else "there is none at all"
            raise StoreError(f"Run {run} has no state after epoch {epoch} to go on from; {there}.")
        return state

    def append(
        self,
        run: int,
        records: Sequence[EpochRecord],
        checkpoint: bytes | None,
        kept: Mapping[int, bytes] = MappingProxyType({}),
        step: int = 1,
    ) -> None:
        """Keep the epochs that follow, with the state after the last of them, in one transaction.

        That state replaces the one before it. `kept` are states after some of these epochs that stay, for forks;
        of all those that stayed so far, only every `step`-th epoch's does. Without a state the earlier ones stay: the
        run can go on from there, by training some of these epochs once more.
        """
        blocks, last = list(blocks_of(records)), records[-1].epoch
        states = {last: checkpoint, **kept} if checkpoint is not None else {}
        with self.database.transaction(size_of(blocks) + sum(map(len, states.values()))) as connection:
            claim(self.database, connection, [run])
            self._check_follows(run, records[0].epoch)
            for block in blocks:
                insert_block(connection, run, block)
            if states:
                connection.execute("DELETE FROM checkpoints WHERE run = ? AND (NOT kept OR epoch % ?)", (run, step))
            for epoch, state in states.items():
                insert_checkpoint(connection, run, epoch, epoch in kept, state)

    def _check_follows(self, run: int, epoch: int) -> None:
        done = self.summary(run).epochs
        if epoch != done + 1:
            raise StoreError(f"Run {run} has {done} epochs; epoch {epoch} does not follow them.")

    def finish(self, run: int, status: Status, message: str = "") -> None:
        """Note how the run ended; raises StoreError where another Stepwell trains it."""
        with self.database.transaction() as connection:
            check_free(self.database, connection, run)
            self._set(connection, run, status=status, message=message)

    def go_on(self, run: int, experiment: Experiment, device: str = "") -> None:
        """Note that the run is trained again, maybe for more epochs than before, or changed by hand.

        A name that nobody gave follows the experiment. Raises StoreError where another Stepwell trains it.
        """
        name = self.summary(run).name
        if name == name_of(self.experiment(run)):
            name = name_of(experiment)
        values = {"name": name, "status": Status.RUNNING, "message": "", "device": device}
        with self.database.transaction() as connection:
            claim(self.database, connection, [run])
            self._set(connection, run, **values, **columns_of(experiment))

    def rename(self, run: int, name: str) -> None:
        """Give the run a name."""
        self._update(run, name=name)

    def write_note(self, run: int, note: str) -> None:
        """Put a note in place of the run's."""
        self._update(run, note=note)

    def set_tags(self, run: int, tags: Iterable[str]) -> None:
        """Put these tags in place of the run's."""
        with self.database.transaction() as connection:
            connection.execute("DELETE FROM tags WHERE run = ?", (run,))
            connection.executemany("INSERT INTO tags VALUES (?, ?)", [(run, tag) for tag in sorted(set(tags))])

    def delete(self, *runs: int) -> None:
        """Take the runs out of the list; for UNDO_DAYS, `restore` brings them back.

        Raises StoreError, and deletes none, where another Stepwell trains one of them.
        """
        self._mark_deleted(runs, now())

    def restore(self, *runs: int) -> None:
        """Bring deleted runs back."""
        self._mark_deleted(runs, None)

    def _mark_deleted(self, runs: Sequence[int], moment: str | None) -> None:
        for run in runs:
            self.summary(run)
        with self.database.transaction() as connection:
            for run in runs:
                check_free(self.database, connection, run)
                connection.execute("UPDATE runs SET deleted = ? WHERE id = ?", (moment, run))

    def find(self, filter: str = "", order: str = "-id", deleted: bool = False) -> list[RunSummary]:
        """Return the runs that the filter lets through, in order of a field; `-` before it: falling.

        Raises QueryError for a filter or an order that cannot be understood.
        """
        condition, values = condition_of(filter)
        by, fields = order_of(order)
        there = f"deleted IS {'NOT ' if deleted else ''}NULL"
        query = f"{SELECT} WHERE {there} AND {condition} ORDER BY {by}"
        return self._summaries(query, [*values, *fields])

    def summary(self, run: int) -> RunSummary:
        """Return one run's line, also of a deleted run."""
        found = self._summaries(f"{SELECT} WHERE id = ?", [run])
        if not found:
            raise UnknownRunError(f"There is no run {run} in {self.path}.")
        return found[0]

    def _summaries(self, query: str, values: Sequence[Any]) -> list[RunSummary]:
        rows = self.database.rows(query, values)
        is_elsewhere = cache(self.database.is_elsewhere)
        with self.database.reading():
            return [summary_of(row, self.database.owner, is_elsewhere) for row in rows]

    def load(self, run: int) -> Run:
        """Return everything of a run but its checkpoints."""
        with self.database.snapshot():
            summary, trace, blocks = self.summary(run), Trace(self.experiment(run)), self._blocks(run)
        for block in blocks:
            with self.database.reading():
                trace.extend(records_of(block))
        if len(trace) != summary.epochs:
            raise StoreError(f"Run {run} in {self.path} {DAMAGED}")
        return Run(run, trace, summary.status, summary.message, summary.device, elsewhere=summary.elsewhere)

    def experiment(self, run: int) -> Experiment:
        """Return what the run trains, or trained."""
        self.summary(run)
        ((text, kept),) = self.database.rows("SELECT experiment, checksum FROM runs WHERE id = ?", (run,))
        check_sum(kept, (text,), f"The experiment of run {run} in {self.path} {DAMAGED}")
        try:
            return Experiment.model_validate_json(text)
        except ValidationError as error:
            raise StoreError(f"The experiment of run {run} is none for this version of Stepwell: {error}") from None

    def records(self, run: int, after: int) -> list[EpochRecord]:
        """Return the epochs that came after one."""
        blocks = self._blocks(run, after=after)
        with self.database.reading():
            return [record for block in blocks for record in records_of(block) if record.epoch > after]

    def _blocks(self, run: int, last: int = WHOLE_LIMIT, after: int = 0) -> list[Block]:
        """Return the epochs up to `last`, from the block on that has the one that follows `after`."""
        query = (
            f"SELECT {', '.join(Block._fields)}, checksum FROM blocks WHERE run = ?1 AND first <= ?2 "
            "AND first >= (SELECT max(first) FROM blocks WHERE run = ?1 AND first <= ?3) ORDER BY first"
        )
        rows = self.database.rows(query, (run, last, after + 1))
        for *block, kept in rows:
            check_sum(kept, (run, *block), f"What run {run} in {self.path} has from epoch {block[0]} on {DAMAGED}")
        with self.database.reading():
            return [cut(Block(*block), last) for *block, _ in rows]

    def checkpoints(self, run: int, lasting: bool = False) -> list[int]:
        """Return the epochs after which the run's state is kept; `lasting`: also when a later one is there."""
        query = "SELECT epoch FROM checkpoints WHERE run = ? AND kept >= ? ORDER BY 1"
        return [epoch for (epoch,) in self.database.rows(query, (run, lasting))]

    def checkpoint(self, run: int, epoch: int | None = None) -> bytes | None:
        """Return the state after an epoch, else after the last one; None where none is kept."""
        query = (
            "SELECT epoch, state, checksum FROM checkpoints WHERE run = ? AND epoch = coalesce(?, epoch) "
            "ORDER BY epoch DESC LIMIT 1"
        )
        for last, state, kept in self.database.rows(query, (run, epoch)):
            check_sum(kept, (run, last, state), f"The state of run {run} after epoch {last} in {self.path} {DAMAGED}")
            return bytes(state)
        return None

    def _update(self, run: int, **values: str) -> None:
        self.summary(run)
        with self.database.transaction() as connection:
            self._set(connection, run, **values)

    def _set(self, connection: Connection, run: int, **values: str | int) -> None:
        settings = ", ".join(f"{column} = ?" for column in values)
        connection.execute(f"UPDATE runs SET {settings} WHERE id = ?", (*values.values(), run))
