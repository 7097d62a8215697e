"""Puts a training's epochs into the store, at a pace that the training does not feel."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable

from training.engine.checkpoint import CheckpointError, checkpoint_of
from training.engine.errors import TrainingError
from training.engine.record import EpochRecord
from training.engine.train import Trainer
from training.runs.run import Status
from training.runs.store import NoMemoryError, RunStore, TooLargeError
from training.runs.store_writer import StoreWriter

MOST_KEPT = 20  # states of a run that stay, so that it can be forked
ROOM_KEPT = 64 << 20  # bytes of all of them


def kept_step(epoch: int, size: int) -> int:
    """Return the step, a power of two, of the epochs whose states stay when `epoch` is done; 0: none of so many bytes.

    They are spread over the whole run, and thinned out as it grows.
    """
    most = min(MOST_KEPT, ROOM_KEPT // max(1, size))
    return 1 << ((epoch - 1) // most).bit_length() if most else 0


class Recorder:
    """Gathers finished epochs and keeps them together with the training's state; `committed` is on the disk.

    A failure to write is reported and tried again: the epochs wait. Where the memory does not suffice for the state,
    they are kept without it, and the training ends; where the store can hold none so large, it goes on.
    """

    def __init__(self, store: RunStore, run: int, trainer: Trainer, report: Callable[[str], None]) -> None:
        """Record a training from where it stands; `report` is told what the user should know."""
        self.run, self.committed = run, trainer.epoch
        self._store, self._trainer = store, trainer
        self._writer = StoreWriter("run", report)
        self._pending: list[EpochRecord] = []
        self._kept: dict[int, bytes] = {}
        self._step, self._size = 1, 0
        self._lost = ""  # why there is no state of the latest epochs; the training is to end then
        self._report, self._has_states = report, True

    def follow(self, records: Iterable[EpochRecord]) -> Generator[EpochRecord, None, None]:
        """Yield the records of the training, keep them, and in the end how it ended; close the iterator to stop it."""
        status, message = Status.STOPPED, ""
        try:
            for record in records:
                self.add(record)
                yield record
                self._check_kept()
            self.commit()
            self._check_kept()
            status = Status.FINISHED
        except TrainingError as error:
            status, message = Status.FAILED, str(error)
            raise
        finally:
            self.finish(status, message)

    def add(self, record: EpochRecord) -> None:
        """Take an epoch that the trainer has just finished."""
        self._pending.append(record)
        self._keep(record.epoch)
        if self._writer.is_due:
            self.commit()

    def _check_kept(self) -> None:
        """Raise TrainingError where the training cannot be kept as it stands."""
        if self._lost:
            raise TrainingError(self._lost)

    def _keep(self, epoch: int) -> None:
        """Keep the state if it is one of those that stay, and drop those that no longer do."""
        self._step = kept_step(epoch, self._size)
        if self._step and epoch % self._step == 0 and (state := self._state()):
            self._kept[epoch], self._size = state, len(state)
            self._step = kept_step(epoch, self._size)
        self._kept = {kept: state for kept, state in self._kept.items() if self._step and kept % self._step == 0}

    def _state(self) -> bytes | None:
        """Return the training's state; None where there is none to be had."""
        if not self._has_states or self._lost:
            return None
        try:
            return checkpoint_of(self._trainer)
        except CheckpointError as error:
            self._lost = str(error)
        return None

    def commit(self) -> None:
        """Put what has been gathered on the disk."""
        if self._pending and self._writer.write(self._append):
            self.committed = self._pending[-1].epoch
            self._pending.clear()
            self._kept.clear()

    def finish(self, status: Status, message: str = "") -> None:
        """Put the rest on the disk, and how the run ended."""
        self.commit()
        if self._lost and not message:
            self._report(self._lost)
        self._writer.write(self._store.finish, self.run, status, message or self._lost)

    def _append(self) -> None:
        last = self._kept.get(self._pending[-1].epoch) or self._state()
        try:
            self._store.append(self.run, self._pending, last, self._kept, max(1, self._step))
        except NoMemoryError as error:
            self._lost = f"The state after epoch {self._trainer.epoch} is not kept. {error}"
        except TooLargeError as error:
            self._has_states = False
            self._report(f"The run is recorded without its states, so it can go on from its beginning only. {error}")
        else:
            return
        last = None
        self._store.append(self.run, self._pending, None)
