"""Training on a thread of its own; the window pulls the records when it has time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Condition
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

if TYPE_CHECKING:
    from training.engine.record import EpochRecord
    from training.engine.train import Trainer
    from training.experiment.edits import Edit
    from training.experiment.experiment import Experiment
    from training.runs.recorder import Recorder
    from training.runs.store import RunStore

    Begin = Callable[[], Trainer]

FULL = 20_000  # records that may wait for the window; then the training waits
UNFORESEEN = "The training met an error that Stepwell did not foresee."


class TrainingThread(QThread):
    """Trains one run. Pause, step, edit and stop act between two epochs.

    Signals:
        began: on which device.
        edited: the experiment after a change by hand.
        told: a sentence, as the run cannot be kept at present.
        ended: an error's sentence, empty if there was none.
    """

    began = Signal(str)
    edited = Signal(object)
    told = Signal(str)
    ended = Signal(str)

    def __init__(self, begin: Begin, store: RunStore | None, number: int, parent: QObject | None = None) -> None:
        """Take what builds the training, on the thread, and the store that keeps it as this run; None: no store."""
        super().__init__(parent)
        self._begin, self._store, self._number = begin, store, number
        self._changed = Condition()
        self._records: list[EpochRecord] = []
        self._allowed: int | None = None  # epochs that may still run; None: all
        self._edits: list[Callable[[int], Edit]] = []
        self._device = ""
        self.stopping = False

    def take(self) -> list[EpochRecord]:
        """Return the records since the last call."""
        with self._changed:
            records, self._records = self._records, []
            self._changed.notify_all()
        return records

    def allow(self, epochs: int | None) -> None:
        """Let this many more epochs run: 0 pauses, 1 steps, None goes on to the end."""
        with self._changed:
            self._allowed = epochs
            self._changed.notify_all()

    def edit(self, edit: Callable[[int], Edit]) -> None:
        """Change the training by hand before the next epoch, whose number the edit is made with."""
        with self._changed:
            self._edits.append(edit)
            self._changed.notify_all()

    def stop(self) -> None:
        """End after the running epoch."""
        with self._changed:
            self.stopping = True
            self._changed.notify_all()

    def run(self) -> None:
        """Train, on the thread."""
        from training.engine.data.errors import DataError
        from training.engine.errors import TrainingError
        from training.experiment.problems import ExperimentError
        from training.runs.store import StoreError

        message = UNFORESEEN
        try:
            self._train()
            message = ""
        except (DataError, TrainingError, ExperimentError, StoreError) as error:
            message = str(error)
        finally:
            self.ended.emit(message)

    def _train(self) -> None:
        from contextlib import closing

        from training.engine.device import describe_device
        from training.engine.threads import settle_threads
        from training.engine.train import train_on

        trainer = self._begin()
        settle_threads(trainer)
        self._device = describe_device(trainer.device)
        recorder = self._recorder(trainer)
        self.began.emit(self._device)
        epochs = train_on(trainer)
        with closing(recorder.follow(epochs) if recorder else epochs) as records:
            while self._may_run(trainer) and self._run_one(records):
                pass

    def _recorder(self, trainer: Trainer) -> Recorder | None:
        from training.runs.recorder import Recorder
        from training.runs.store import StoreError

        if self._store is None:
            return None
        try:
            self._note(trainer.experiment)
        except StoreError as error:
            self.told.emit(f"The run is not kept at present. {error}")
        return Recorder(self._store, self._number, trainer, self.told.emit)

    def _note(self, experiment: Experiment) -> None:
        if self._store is not None:
            self._store.go_on(self._number, experiment, self._device)

    def _may_run(self, trainer: Trainer) -> bool:
        """Wait while paused or while the window is behind; say whether to go on."""
        with self._changed:
            while not self._changed.wait_for(self._has_turn) or self._edits:
                self._apply(trainer)
            if self._allowed is not None and not self.stopping:
                self._allowed -= 1
            return not self.stopping

    def _has_turn(self) -> bool:
        return bool(self.stopping or self._edits or (self._allowed != 0 and len(self._records) < FULL))

    def _apply(self, trainer: Trainer) -> None:
        """Make a change, once it is kept: the run must be what the store says of it."""
        from training.experiment.problems import ExperimentError
        from training.runs.store import StoreError

        edit = self._edits.pop(0)(trainer.epoch + 1)
        try:
            self._note(trainer.experiment.with_edit(edit))
            trainer.edit(edit)
        except (ExperimentError, StoreError) as error:
            self.told.emit(f"The training was not changed. {error}")
            return
        self.edited.emit(trainer.experiment)

    def _run_one(self, records: Iterator[EpochRecord]) -> bool:
        record = next(records, None)
        if record is None:
            return False
        with self._changed:
            self._records.append(record)
        return True
