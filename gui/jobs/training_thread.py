"""Training on a thread of its own; the window pulls the records when it has time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.jobs.steered_thread import SteeredThread
from training.engine.record import EpochRecord
from training.insight.weight_history import WeightHistory
from training.runs.run import STARTING

if TYPE_CHECKING:
    from training.engine.train import Trainer
    from training.experiment.edits import Edit
    from training.experiment.experiment import Experiment
    from training.runs.recorder import Recorder
    from training.runs.store import RunStore

    Begin = Callable[[], Trainer]


class TrainingThread(SteeredThread[EpochRecord]):
    """Trains one run. Pause, step, edit and stop act between two epochs.

    Attributes:
        weight_history: the weights over the epochs; None until the training has begun.
    """

    began = Signal(str)  # on which device
    edited = Signal(object)  # the experiment after a change by hand

    def __init__(self, begin: Begin, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._begin, self._number = begin, STARTING
        self._store: RunStore | None = None
        self._trainer: Trainer | None = None
        self._kept: Recorder | None = None
        self.weight_history: WeightHistory | None = None
        self._device = ""

    def train(self, store: RunStore | None, number: int) -> None:
        """Start, and keep what is trained as this run of the store; None: no store keeps it."""
        self._store, self._number = store, number
        self.start()

    def edit(self, edit: Callable[[int], Edit]) -> None:
        """Change the training by hand before the next epoch, whose number the edit is made with."""
        self.order(lambda: self._apply(edit))

    def look(self, tell: Callable[[Trainer], None]) -> None:
        """Have the weights as they stand kept before the next epoch, and the training looked at."""

        def look() -> None:
            self._take_weights()
            if self._trainer is not None:
                tell(self._trainer)

        self.order(look)

    def _train(self) -> None:
        from training.engine.device import describe_device
        from training.engine.threads import settle_threads
        from training.engine.train import train_on
        from training.insight.random_state import TORCH_RANDOM

        with TORCH_RANDOM:
            trainer = self._trainer = self._begin()
        if self.stopping:
            return  # while it loaded: the window has noted how the run ended
        settle_threads(trainer)
        self._device = describe_device(trainer.device)
        self.weight_history = WeightHistory(trainer.experiment, trainer.dataset)
        self._take_weights()
        recorder = self._kept = self._recorder(trainer)
        self.began.emit(self._device)
        epochs = train_on(trainer)
        with closing(recorder.follow(epochs) if recorder else epochs) as records:
            while self._take_turn():
                with TORCH_RANDOM:
                    record = next(records, None)
                if record is None:
                    return
                self._hand_over([record])
                if self.weight_history.wants(record.epoch):
                    self._take_weights()

    def _rest(self) -> None:
        """Let nothing wait that is finished: a paused training may be killed, too."""
        if self._kept is not None:
            self._kept.commit()

    def _take_weights(self) -> None:
        from training.insight.states import state_of

        if self.weight_history is not None and self._trainer is not None:
            epoch = self._trainer.epoch
            self.weight_history.add(epoch, state_of(self._trainer.network), kept=self.weight_history.wants(epoch))

    def _recorder(self, trainer: Trainer) -> Recorder | None:
        from training.runs.recorder import Recorder
        from training.runs.store import StoreError

        if self._store is None:
            return None
        try:
            self._note(trainer.experiment)
        except StoreError as error:
            self.message.emit(f"The run is not kept at present. {error}")
        return Recorder(self._store, self._number, trainer, self.message.emit)

    def _note(self, experiment: Experiment) -> None:
        if self._store is not None:
            self._store.go_on(self._number, experiment, self._device)

    def _apply(self, wanted: Callable[[int], Edit]) -> None:
        """Make a change, once it is kept: the run must be what the store says of it."""
        from training.experiment.problems import ExperimentError
        from training.runs.store import StoreError

        trainer = self._trainer
        if trainer is None:
            return  # it takes no orders before
        edit = wanted(trainer.epoch + 1)
        try:
            self._note(trainer.experiment.with_edit(edit))
            trainer.edit(edit)
        except (ExperimentError, StoreError) as error:
            self.message.emit(f"The training was not changed. {error}")
            return
        self.edited.emit(trainer.experiment)
