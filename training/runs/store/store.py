"""The store of runs: what is told as kept is on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from pydantic import ValidationError

from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.machine.folders import data_folder
from training.runs.run import Run, Status, call_of
from training.runs.store.blocks import Block, blocks_of, records_of
from training.runs.store.database import Database
from training.runs.store.errors import StoreError, UnknownRunError
from training.runs.store.query import condition_of, order_of
from training.runs.store.summary import SELECT, RunSummary, summary_of
from training.runs.trace import Trace

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
        values = (_now(), call_of(experiment.scheduler), Status.RUNNING, device, experiment.model_dump_json())
        with self._database.transaction() as connection:
            row = connection.execute(
                "INSERT INTO runs (created, name, status, device, experiment) VALUES (?, ?, ?, ?, ?)", values
            )
        return int(row.lastrowid or 0)

    def append(self, run: int, records: Sequence[EpochRecord], checkpoint: bytes, keep: bool = False) -> None:
        """Keep the epochs that follow, with the state after the last of them, in one transaction.

        That state replaces the one before it, unless that was to be kept: from such an epoch a run can be forked.
        """
        blocks, last = list(blocks_of(records)), records[-1]
        size = len(checkpoint) + sum(len(block.numbers) + len(block.batch_lrs) for block in blocks)
        with self._database.transaction(size) as connection:
            self._check_follows(run, records[0].epoch)
            connection.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?, ?)", [(run, *block) for block in blocks])
            connection.execute("DELETE FROM checkpoints WHERE run = ? AND NOT kept", (run,))
            connection.execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?)", (run, last.epoch, keep, checkpoint))
            connection.execute(
                "UPDATE runs SET epochs = ?, seconds = seconds + ?, validated = ?, lr = ?, loss = ?, accuracy = ?, "
                "val_loss = ?, val_accuracy = ?, lowest = coalesce(min(lowest, ?), lowest, ?) WHERE id = ?",
                (*_summed_up(records), run),
            )

    def _check_follows(self, run: int, epoch: int) -> None:
        done = self.summary(run).epochs
        if epoch != done + 1:
            raise StoreError(f"Run {run} has {done} epochs; epoch {epoch} does not follow them.")

    def finish(self, run: int, status: Status, message: str = "") -> None:
        """Note how the run ended."""
        self._update(run, status=status, message=message)

    def go_on(self, run: int, experiment: Experiment, device: str = "") -> None:
        """Note that the run is trained again, maybe for more epochs than before."""
        self._update(run, status=Status.RUNNING, message="", device=device, experiment=experiment.model_dump_json())

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
        self._mark_deleted(runs, _now())

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
        summary = self.summary(run)
        ((text,),) = self._database.rows("SELECT experiment FROM runs WHERE id = ?", (run,))
        try:
            trace = Trace(Experiment.model_validate_json(text))
        except ValidationError as error:
            raise StoreError(f"The experiment of run {run} is none for this version of Stepwell: {error}") from None
        query = "SELECT first, figures, numbers, batch_lrs FROM blocks WHERE run = ? ORDER BY first"
        with self._database.reading():
            for row in self._database.rows(query, (run,)):
                trace.extend(records_of(Block(*row)))
        return Run(run, trace, summary.status, summary.message, summary.device)

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
            connection.execute("DELETE FROM runs WHERE deleted < ?", (_now(-UNDO_DAYS),))


def _summed_up(records: Sequence[EpochRecord]) -> tuple[object, ...]:
    """Return the list's figures: the last epoch, the time of all these epochs, its numbers, the lowest judged loss."""
    last = records[-1]
    validated = last.val_loss is not None
    losses = np.array([record.val_loss if validated else record.loss for record in records], dtype=float)
    lowest = None if np.isnan(losses).all() else float(np.nanmin(losses))
    figures = (last.lr, last.loss, last.accuracy, last.val_loss, last.val_accuracy)
    return last.epoch, sum(record.seconds for record in records), validated, *figures, lowest, lowest


def _now(days: int = 0) -> str:
    return (datetime.now(UTC) + timedelta(days)).isoformat(timespec="seconds")
