"""The store of runs: what is told as kept is on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

from pydantic import ValidationError

from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.experiment.settings import WHOLE_LIMIT
from training.machine.folders import data_folder
from training.runs.run import Run, Status, name_of
from training.runs.store.blocks import Block, blocks_of, cut, records_of
from training.runs.store.database import Database
from training.runs.store.errors import StoreError, UnknownRunError
from training.runs.store.query import condition_of, order_of
from training.runs.store.rows import insert_block, insert_run, now, size_of
from training.runs.store.summary import SELECT, RunSummary, summary_of
from training.runs.trace import Trace
from training.schedule.prolong import check_goes_on

UNDO_DAYS = 30
LOST = "The program ended while this run was training."


class Mode(StrEnum):
    """What a store is opened for; there is one writer at a time."""

    READ = "read"
    WRITE = "write"


def default_path() -> Path:
    """Return where this user's runs are kept."""
    return data_folder() / "runs.sqlite"


class RunStore:
    """Runs in a file. Every method raises StoreError; threads may share a store."""

    def __init__(self, path: Path, mode: Mode) -> None:
        """Open the file; as its writer, make it where there is none, and raise BusyError where another writes it."""
        self._database = Database(path, mode is Mode.WRITE)
        if mode is Mode.WRITE:
            try:
                self._tidy()
            except BaseException:
                self.close()
                raise

    @property
    def path(self) -> Path:
        """Return the file."""
        return self._database.path

    @property
    def notice(self) -> str:
        """Return what happened to the file when it was opened, as a sentence; empty as a rule."""
        return self._database.notice

    @property
    def writes(self) -> bool:
        """Whether this is the file's writer."""
        return self._database.writes

    def close(self) -> None:
        """Let another be the writer."""
        self._database.close()

    def __enter__(self) -> Self:
        """Return the store."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the store."""
        self.close()

    def create(self, experiment: Experiment, device: str = "") -> int:
        """Begin a run; return its number."""
        with self._database.transaction() as connection:
            return insert_run(connection, experiment, device)

    def fork(self, parent: int, epoch: int, experiment: Experiment, device: str = "") -> int:
        """Begin a run with another's epochs up to one whose state is there; return its number.

        Raises ExperimentError for an experiment that would have trained these epochs otherwise.
        """
        begun, blocks = self.experiment(parent), self._blocks(parent, epoch)
        with self._database.transaction(size_of(blocks)) as connection:
            self._check_kept(parent, epoch)
            per_epoch = len(next(records_of(blocks[0])).batch_lrs) or 1
            check_goes_on(begun, experiment, epoch, per_epoch)
            run = insert_run(connection, experiment, device, parent=parent, forked=epoch)
            for block in blocks:
                insert_block(connection, run, block)
            connection.execute(
                "INSERT INTO checkpoints SELECT ?, epoch, 0, state FROM checkpoints WHERE run = ? AND epoch = ?",
                (run, parent, epoch),
            )
        return run

    def _check_kept(self, run: int, epoch: int) -> None:
        kept = self.checkpoints(run)
        if epoch not in kept:
            there = f"there is one after epoch {', '.join(map(str, kept))}" if kept else "there is none at all"
            raise StoreError(f"Run {run} has no state after epoch {epoch} to go on from; {there}.")

    def append(
        self,
        run: int,
        records: Sequence[EpochRecord],
        checkpoint: bytes,
        kept: Mapping[int, bytes] = MappingProxyType({}),
        step: int = 1,
    ) -> None:
        """Keep the epochs that follow, with the state after the last of them, in one transaction.

        That state replaces the one before it. `kept` are states after some of these epochs that stay, for forks;
        of all those that stayed so far, only every `step`-th epoch's does.
        """
        blocks, last = list(blocks_of(records)), records[-1].epoch
        states = {last: checkpoint} | dict(kept)
        with self._database.transaction(size_of(blocks) + sum(map(len, states.values()))) as connection:
            self._check_follows(run, records[0].epoch)
            for block in blocks:
                insert_block(connection, run, block)
            connection.execute("DELETE FROM checkpoints WHERE run = ? AND (NOT kept OR epoch % ?)", (run, step))
            connection.executemany(
                "INSERT INTO checkpoints VALUES (?, ?, ?, ?)",
                [(run, epoch, epoch in kept, state) for epoch, state in states.items()],
            )

    def _check_follows(self, run: int, epoch: int) -> None:
        done = self.summary(run).epochs
        if epoch != done + 1:
            raise StoreError(f"Run {run} has {done} epochs; epoch {epoch} does not follow them.")

    def finish(self, run: int, status: Status, message: str = "") -> None:
        """Note how the run ended."""
        self._update(run, status=status, message=message)

    def go_on(self, run: int, experiment: Experiment, device: str = "") -> None:
        """Note that the run is trained again, maybe for more epochs than before, or changed by hand.

        A name that nobody gave follows the experiment.
        """
        name, text = self.summary(run).name, experiment.model_dump_json()
        if name == name_of(self.experiment(run)):
            name = name_of(experiment)
        self._update(run, name=name, status=Status.RUNNING, message="", device=device, experiment=text)

    def rename(self, run: int, name: str) -> None:
        """Give the run a name."""
        self._update(run, name=name)

    def write_note(self, run: int, note: str) -> None:
        """Put a note in place of the run's."""
        self._update(run, note=note)

    def set_tags(self, run: int, tags: Iterable[str]) -> None:
        """Put these tags in place of the run's."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM tags WHERE run = ?", (run,))
            connection.executemany("INSERT INTO tags VALUES (?, ?)", [(run, tag) for tag in sorted(set(tags))])

    def delete(self, *runs: int) -> None:
        """Take the runs out of the list; for UNDO_DAYS, `restore` brings them back."""
        self._mark_deleted(runs, now())

    def restore(self, *runs: int) -> None:
        """Bring deleted runs back."""
        self._mark_deleted(runs, None)

    def _mark_deleted(self, runs: Sequence[int], moment: str | None) -> None:
        for run in runs:
            self.summary(run)
        with self._database.transaction() as connection:
            for run in runs:
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
        rows = self._database.rows(query, values)
        is_written = self._database.is_written if rows else False
        with self._database.reading():
            return [summary_of(row, is_written) for row in rows]

    def load(self, run: int) -> Run:
        """Return everything of a run but its checkpoints."""
        summary, trace = self.summary(run), Trace(self.experiment(run))
        for block in self._blocks(run):
            with self._database.reading():
                trace.extend(records_of(block))
        return Run(run, trace, summary.status, summary.message, summary.device)

    def experiment(self, run: int) -> Experiment:
        """Return what the run trains, or trained."""
        self.summary(run)
        ((text,),) = self._database.rows("SELECT experiment FROM runs WHERE id = ?", (run,))
        try:
            return Experiment.model_validate_json(text)
        except ValidationError as error:
            raise StoreError(f"The experiment of run {run} is none for this version of Stepwell: {error}") from None

    def _blocks(self, run: int, last: int = WHOLE_LIMIT) -> list[Block]:
        """Return the epochs up to `last`."""
        query = "SELECT first, figures, numbers, batch_lrs FROM blocks WHERE run = ? AND first <= ? ORDER BY first"
        rows = self._database.rows(query, (run, last))
        with self._database.reading():
            return [cut(Block(*row), last) for row in rows]

    def checkpoints(self, run: int) -> list[int]:
        """Return the epochs after which the run's state is kept."""
        return [
            epoch for (epoch,) in self._database.rows("SELECT epoch FROM checkpoints WHERE run = ? ORDER BY 1", (run,))
        ]

    def checkpoint(self, run: int, epoch: int | None = None) -> bytes | None:
        """Return the state after an epoch, else after the last one; None where none is kept."""
        query = "SELECT state FROM checkpoints WHERE run = ? AND epoch = coalesce(?, epoch) ORDER BY epoch DESC LIMIT 1"
        return next((state for (state,) in self._database.rows(query, (run, epoch))), None)

    def _update(self, run: int, **values: str) -> None:
        self.summary(run)
        settings = ", ".join(f"{column} = ?" for column in values)
        with self._database.transaction() as connection:
            connection.execute(f"UPDATE runs SET {settings} WHERE id = ?", (*values.values(), run))

    def _tidy(self) -> None:
        """Say of every run that nobody trains it, and free the room of those that were deleted long ago."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE runs SET status = ?, message = ? WHERE status = ?", (Status.INTERRUPTED, LOST, Status.RUNNING)
            )
            connection.execute("DELETE FROM runs WHERE deleted < ?", (now(-UNDO_DAYS),))
