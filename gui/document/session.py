"""What trains: one run at a time, steered and watched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.document.library import RunLibrary
from gui.jobs.adaptive_timer import AdaptiveTimer
from gui.jobs.training_thread import TrainingThread
from gui.widgets.timers import single_shot
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.insight.weight_history import WeightHistory
from training.runs.run import STARTING, Run, Status

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.engine.train import Trainer

PULL_MS = 33  # between two looks at what the training has done
HISTORIES = 4  # runs whose weights stay in memory
LATEST = 20  # runs before the present one that are offered as this session's


class TrainingSession(QObject):
    """Starts, steers and watches the training.

    Attributes:
        runs: this session's latest runs, in the order in which they were trained.
    """

    run_added = Signal(object)  # a Run begins, or goes on
    run_grew = Signal(object)  # a Run has new records
    run_edited = Signal(object)  # a Run's experiment was changed by hand
    state_changed = Signal(object)  # the live Run's status changed; None when no run is live any more
    run_ended = Signal(object)  # a Run is over, well or not
    message = Signal(str)  # a sentence about how the run is kept

    def __init__(self, library: RunLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library, self.runs = library, list[Run]()
        self._thread: TrainingThread | None = None
        self.weight_histories: dict[int, WeightHistory] = {}
        self._live: Run | None = None
        self._pausing = False  # whether the run is to rest once it has begun
        self._timer = AdaptiveTimer(PULL_MS, self)
        self._timer.timeout.connect(self._pull)
        # what a run brings about is painted in between: its line before it starts, its last epochs before it ends
        self._starting, self._ending = single_shot(self, 0), single_shot(self, 0)
        self._starting.timeout.connect(lambda: self._live and self._start(self._live))
        self._ending.timeout.connect(self._end)
        self._message = ""  # why the training that ended failed

    def weight_history(self, run: Run) -> WeightHistory | None:
        """Return the weights over the epochs of the live run or of one that ended lately; None where none are left."""
        if run is self._live and self._thread is not None:
            return self._thread.weight_history
        return self.weight_histories.get(run.number)

    def look(self, tell: Callable[[Trainer], None]) -> None:
        """Have the live run's weights as they stand kept soon; its thread then calls `tell`."""
        if self._thread is not None:
            self._thread.look(tell)

    @property
    def live(self) -> Run | None:
        """Return the run that trains or is paused."""
        return self._live

    def train(self, experiment: Experiment, dataset: Dataset | None, epochs: int | None = None) -> Run:
        """Begin a run; with `epochs` it pauses after that many."""
        recorded = self.library.writable

        def begin() -> Trainer:
            from training.engine.data import load
            from training.engine.train import start

            return start(experiment, dataset or load(experiment.data), recorded)

        self._prepare(begin, epochs)
        run = self._live = self.library.begin(experiment, self._on_numbered)
        if run.number == STARTING:
            self.runs.append(run)
            self.state_changed.emit(run)
        return run

    def go_on(self, run: Run, experiment: Experiment | None = None, dataset: Dataset | None = None) -> Run:
        """Train on from where a kept run stands, perhaps with more epochs or more edits than it had."""
        store, wanted = self.library.store, experiment or run.trace.experiment

        def begin() -> Trainer:
            from training.runs.resuming import resumed

            if store is None:
                raise ValueError("only a kept run can go on")
            return resumed(store, run, wanted, dataset)

        run.trace.experiment = wanted
        self._prepare(begin, None)
        self._start(run)
        return run

    def _prepare(self, begin: Callable[[], Trainer], epochs: int | None) -> None:
        """Make the thread, which can be steered before its run has a number."""
        thread, self._message = TrainingThread(begin, self), ""
        self._thread = thread
        thread.allow(epochs)
        self._pausing = epochs is not None
        thread.began.connect(self._on_began)
        thread.edited.connect(self._on_edited)
        thread.message.connect(self.message)
        thread.ended.connect(self._on_ended)

    def _on_numbered(self, run: Run) -> None:
        if self._live is None:
            self._start(run)  # there is no store to wait for, or the window closed meanwhile
        else:
            self._starting.start()

    def _start(self, run: Run) -> None:
        """Train a run that has its number."""
        thread = self._thread
        if thread is None:
            run.status = Status.STOPPED  # the window closed meanwhile
            self.library.note_end(run)
            return
        run.status, run.message, self._live = Status.LOADING, "", run
        self.runs = [*[other for other in self.runs if other is not run][-LATEST:], run]
        self.library.hold(run)
        store = self.library.store_for(run)
        if store is None and self.library.notice:
            self.message.emit(self.library.notice)
        self.run_added.emit(run)
        self._timer.start()
        thread.train(store, run.number)
        self.state_changed.emit(run)

    def pause(self) -> None:
        """Pause after the running epoch."""
        self._allow(0, Status.PAUSED)

    def resume(self) -> None:
        """Go on to the end."""
        self._allow(None, Status.RUNNING)

    def step(self) -> None:
        """Train one more epoch and pause."""
        self._allow(1, Status.PAUSED)

    def edit(self, edit: Callable[[int], Edit]) -> None:
        """Change the live run by hand before its next epoch, whose number the edit is made with."""
        if self._thread is not None:
            self._thread.edit(edit)

    def stop(self) -> None:
        """End the run after its running epoch."""
        if self._thread is not None:
            self._thread.stop()

    def finish(self) -> None:
        """Stop, wait a while for the running epoch and take what it left; afterwards nothing is live."""
        if self._thread is not None:
            thread = self._thread
            thread.end()
            thread.ended.disconnect(self._on_ended)
            self._end()

    def _allow(self, epochs: int | None, status: Status) -> None:
        if self._thread is None or self.live is None:
            return
        self._thread.allow(epochs)
        self.live.status, self._pausing = status, status is Status.PAUSED
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

    def _on_edited(self, experiment: Experiment) -> None:
        if self.live is not None:
            self._pull()
            self.live.trace.experiment = experiment
            self.run_edited.emit(self.live)

    def _on_ended(self, message: str) -> None:
        if self._thread is not None:
            self._thread.wait()
            self._message = message
            self._timer.stop()
            self._pull()
            self._ending.start()

    def _end(self) -> None:
        run, thread, message = self.live, self._thread, self._message
        self._pull()
        self._timer.stop()
        self._starting.stop()
        self._ending.stop()
        self._thread = self._live = None
        if run is None or thread is None:
            return
        self._keep_weight_history(run, thread.weight_history)
        if not thread.isRunning():
            thread.deleteLater()
        run.message = message
        cut_short = thread.stopping and len(run.trace) < run.trace.experiment.epochs
        run.status = Status.FAILED if message else Status.STOPPED if cut_short else Status.FINISHED
        if run.number != STARTING:
            self.library.note_end(run)
        self.state_changed.emit(None)
        self.run_ended.emit(run)

    def _keep_weight_history(self, run: Run, weight_history: WeightHistory | None) -> None:
        self.weight_histories.pop(run.number, None)
        if weight_history is not None:
            self.weight_histories[run.number] = weight_history
        while len(self.weight_histories) > HISTORIES:
            del self.weight_histories[next(iter(self.weight_histories))]
