"""The session's runs: one trains at a time, each keeps its number and with it its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.heartbeat import Heartbeat
from gui.training_thread import TrainingThread
from training.experiment.experiment import Experiment
from training.runs.run import LIVE, Run, Status
from training.runs.trace import Trace

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset

PULL_MS = 33  # between two looks at what the training has done
PATIENCE_MS = 3000  # with an epoch that is running when the window closes


class TrainingSession(QObject):
    """Starts, steers and watches the training.

    Signals:
        run_added: a Run begins.
        run_grew: a Run has new records.
        state_changed: the live Run's status changed; None when no run is live any more.
        run_ended: a Run is over, well or not.
    """

    run_added = Signal(object)
    run_grew = Signal(object)
    state_changed = Signal(object)
    run_ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without runs."""
        super().__init__(parent)
        self.runs: list[Run] = []
        self._thread: TrainingThread | None = None
        self._pausing = False  # whether the run begins with a single step
        self._heartbeat = Heartbeat(PULL_MS, self)
        self._heartbeat.beaten.connect(self._pull)

    @property
    def live(self) -> Run | None:
        """Return the run that trains or is paused."""
        return self.runs[-1] if self.runs and self.runs[-1].status in LIVE else None

    def train(self, experiment: Experiment, dataset: Dataset | None, epochs: int | None = None) -> Run:
        """Begin a run; with `epochs` it pauses after that many."""
        run = Run(len(self.runs) + 1, Trace(experiment))
        self.runs.append(run)
        self._thread = TrainingThread(experiment, dataset, self)
        self._thread.allow(epochs)
        self._pausing = epochs is not None
        self._thread.began.connect(self._on_began)
        self._thread.ended.connect(self._on_ended)
        self.run_added.emit(run)
        self._heartbeat.start()
        self._thread.start()
        self.state_changed.emit(run)
        return run

    def pause(self) -> None:
        """Pause after the running epoch."""
        self._allow(0, Status.PAUSED)

    def resume(self) -> None:
        """Go on to the end."""
        self._allow(None, Status.RUNNING)

    def step(self) -> None:
        """Train one more epoch and pause."""
        self._allow(1, Status.PAUSED)

    def stop(self) -> None:
        """End the run after its running epoch."""
        if self._thread is not None:
            self._thread.stop()

    def finish(self) -> None:
        """Stop, wait a while for the running epoch and take what it left; afterwards nothing is live."""
        if self._thread is not None:
            thread = self._thread
            thread.stop()
            thread.wait(PATIENCE_MS)
            thread.ended.disconnect(self._on_ended)
            self._end("")

    def _allow(self, epochs: int | None, status: Status) -> None:
        if self._thread is None or self.live is None:
            return
        self._thread.allow(epochs)
        self.live.status = status
        self.state_changed.emit(self.live)

    def _pull(self) -> None:
        if self._thread is None or self.live is None:
            return
        records = self._thread.take()
        if records:
            self.live.trace.extend(records)
            self.run_grew.emit(self.live)

    def _on_began(self, device: str) -> None:
        if self.live is not None:
            self.live.device = device
            if self.live.status is Status.LOADING:
                self.live.status = Status.PAUSED if self._pausing else Status.RUNNING
            self.state_changed.emit(self.live)

    def _on_ended(self, message: str) -> None:
        if self._thread is not None:
            self._thread.wait()
            self._end(message)

    def _end(self, message: str) -> None:
        run, thread = self.live, self._thread
        self._pull()
        self._heartbeat.stop()
        self._thread = None
        if run is None or thread is None:
            return
        if thread.isFinished():
            thread.deleteLater()
        run.message = message
        cut_short = thread.stopping and len(run.trace) < run.trace.experiment.epochs
        run.status = Status.FAILED if message else Status.STOPPED if cut_short else Status.FINISHED
        self.state_changed.emit(None)
        self.run_ended.emit(run)
