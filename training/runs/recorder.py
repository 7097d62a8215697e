"""Puts a training's epochs into the store, at a pace that the training does not feel."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from time import monotonic

from training.engine.checkpoint import checkpoint_of
from training.engine.errors import TrainingError
from training.engine.record import EpochRecord
from training.engine.train import Trainer
from training.runs.run import Status
from training.runs.store import RunStore, StoreError

INTERVAL = 1.0  # seconds of epochs that a crash may cost
LARGEST_SHARE = 0.1  # of the time that keeping a large state may take; then the interval is longer


class Recorder:
    """Gathers finished epochs and keeps them together with the training's state; `committed` is on the disk.

    A failure to write is reported and tried again: the epochs wait.
    """

    def __init__(
        self,
        store: RunStore,
        run: int,
        trainer: Trainer,
        report: Callable[[str], None],
        keep_every: int | None = None,
    ) -> None:
        """Record a training from where it stands; the state of every `keep_every`-th epoch is kept for forks."""
        self.run, self.committed = run, trainer.epoch
        self._store, self._trainer, self._report, self._keep_every = store, trainer, report, keep_every
        self._pending: list[EpochRecord] = []
        self._due = monotonic() + INTERVAL
        self._reported = False

    def follow(self, records: Iterable[EpochRecord]) -> Generator[EpochRecord, None, None]:
        """Yield the records of the training, keep them, and in the end how it ended; close the iterator to stop it."""
        status, message = Status.STOPPED, ""
        try:
            for record in records:
                self.add(record)
                yield record
            status = Status.FINISHED
        except TrainingError as error:
            status, message = Status.FAILED, str(error)
            raise
        finally:
            self.finish(status, message)

    def add(self, record: EpochRecord) -> None:
        """Take an epoch that the trainer has just finished."""
        self._pending.append(record)
        keep = self._keep_every is not None and record.epoch % self._keep_every == 0
        if keep or monotonic() >= self._due:
            self.commit(keep)

    def commit(self, keep: bool = False) -> None:
        """Put what has been gathered on the disk."""
        begin = monotonic()
        if self._pending and self._try(self._append, keep):
            self.committed = self._pending[-1].epoch
            self._pending.clear()
        end = monotonic()
        self._due = end + max(INTERVAL, (end - begin) / LARGEST_SHARE)

    def finish(self, status: Status, message: str = "") -> None:
        """Put the rest on the disk, and how the run ended."""
        self.commit()
        self._try(self._store.finish, self.run, status, message)

    def _append(self, keep: bool) -> None:
        self._store.append(self.run, self._pending, checkpoint_of(self._trainer), keep)

    def _try(self, write: Callable[..., None], *values: object) -> bool:
        """Write; report the first of several failures in a row."""
        try:
            write(*values)
        except StoreError as error:
            if not self._reported:
                self._report(f"The run is not recorded at present. {error}")
            self._reported = True
            return False
        self._reported = False
        return True
