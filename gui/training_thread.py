"""Training on a thread of its own; the window pulls the records when it has time."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Condition
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from training.experiment.experiment import Experiment

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.engine.record import EpochRecord

FULL = 20_000  # records that may wait for the window; then the training waits
UNFORESEEN = "The training met an error that Stepwell did not foresee."


class TrainingThread(QThread):
    """Trains one experiment. Pause, step and stop act between two epochs.

    Signals:
        began: on which device.
        ended: an error's sentence, empty if there was none.
    """

    began = Signal(str)
    ended = Signal(str)

    def __init__(self, experiment: Experiment, dataset: Dataset | None = None, parent: QObject | None = None) -> None:
        """Take what to train; `dataset` spares loading what is loaded already."""
        super().__init__(parent)
        self._experiment, self._dataset = experiment, dataset
        self._changed = Condition()
        self._records: list[EpochRecord] = []
        self._allowed: int | None = None  # epochs that may still run; None: all
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

    def stop(self) -> None:
        """End after the running epoch."""
        with self._changed:
            self.stopping = True
            self._changed.notify_all()

    def run(self) -> None:
        """Train, on the thread."""
        from training.engine.data.errors import DataError
        from training.engine.errors import TrainingError

        message = UNFORESEEN
        try:
            self._train()
            message = ""
        except (DataError, TrainingError) as error:
            message = str(error)
        finally:
            self.ended.emit(message)

    def _train(self) -> None:
        from training.engine.data import load
        from training.engine.device import describe_device
        from training.engine.threads import settle_threads
        from training.engine.train import start, train_on

        trainer = start(self._experiment, self._dataset or load(self._experiment.data))
        settle_threads(trainer)
        self.began.emit(describe_device(trainer.device))
        records = train_on(trainer)
        while self._may_run() and self._run_one(records):
            pass

    def _may_run(self) -> bool:
        """Wait while paused or while the window is behind; say whether to go on."""
        with self._changed:
            self._changed.wait_for(lambda: self.stopping or (self._allowed != 0 and len(self._records) < FULL))
            if self._allowed is not None and not self.stopping:
                self._allowed -= 1
            return not self.stopping

    def _run_one(self, records: Iterator[EpochRecord]) -> bool:
        record = next(records, None)
        if record is None:
            return False
        with self._changed:
            self._records.append(record)
        return True
