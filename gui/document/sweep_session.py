"""A sweep or a race that trains: begun, steered, watched, and taken up again."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.document.library import RunLibrary
from gui.document.session import PULL_MS
from gui.jobs.adaptive_timer import AdaptiveTimer
from gui.jobs.sweep_thread import SweepThread
from training.experiment.sweep import Sweep
from training.runs.run import STARTING, Run, Status
from training.runs.store import RunStore, StoreError

if TYPE_CHECKING:  # importing it at run time would load torch
    from gui.jobs.sweep_thread import Begin
    from training.engine.data.dataset import Dataset
    from training.engine.sweep.sweep import Way
    from training.experiment.data import DataSettings
    from training.runs.stored_sweep import StoredSweep
    from training.runs.sweep_recorder import Blocks
    from training.runs.sweep_results import SweepResults

    Datasets = dict[DataSettings, Dataset]

MOST = 400  # epochs that are taken at a time
NO_SWEEP = "No sweep is kept that could go on."
NOT_KEPT = "The runs are not kept. {}"


class SweepSession(QObject):
    """Trains one sweep or race at a time. Its runs are kept where the library is writable.

    Attributes:
        results: what the present sweep has come to; None before the first one.

    Signals:
        began: the results will grow from now on; they are those of a new sweep, or of one that is taken up again.
        grew: the results have new epochs.
        run_grew: a Run that was asked for has new epochs.
        run_ended: a Run that was asked for is over, well or not, or was stopped.
        ended: why the sweep failed; empty if it did not.
        running_changed: whether it is at work.
        message: a sentence.
    """

    began = Signal()
    grew = Signal()
    run_grew = Signal(object)
    run_ended = Signal(object)
    ended = Signal(str)
    running_changed = Signal(bool)
    message = Signal(str)

    def __init__(self, library: RunLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self.results: SweepResults | None = None
        self._stored: StoredSweep | None = None
        self._ends: dict[int, str] = {}  # of the runs that have ended, why before their time, empty if they did not
        self._runs: dict[int, Run] = {}
        self._outcome: str | None = None  # how the thread ended, while its last epochs are taken
        self._begun = False  # whether the thread's results are the present ones
        self._thread: SweepThread | None = None
        self._timer = AdaptiveTimer(PULL_MS, self)
        self._timer.timeout.connect(self._pull)

    @property
    def running(self) -> bool:
        """Whether it is at work, or paused."""
        return self._thread is not None

    @property
    def can_go_on(self) -> bool:
        """Whether the present sweep was stopped and can be taken up again, or before the first one, an earlier one."""
        if self.running or not self._library.writable:
            return False
        return self._earlier if self.results is None else self.unfinished and self._stored is not None

    @cached_property
    def _earlier(self) -> bool:
        """Whether an earlier window's sweep waits in the store."""
        return self._latest() is not None

    @property
    def unfinished(self) -> bool:
        """Whether some runs of the present sweep have not ended."""
        return self.results is not None and self.results.ended < len(self.results.traces)

    def start(self, sweep: Sweep, way: Way, datasets: Datasets, *, blocks: int | None = None) -> None:
        """Train a sweep; with `blocks` it pauses after so many of them."""
        store = self._library.store if self._library.writable else None

        def begin(thread: SweepThread) -> Blocks:
            from training.runs.stored_sweep import begin_sweep
            from training.runs.sweep_recorder import train_unrecorded
            from training.runs.sweep_results import SweepResults

            if store is not None:
                try:
                    return _recorded(store, begin_sweep(store, sweep, way), datasets, thread)
                except StoreError as error:
                    thread.message.emit(NOT_KEPT.format(error))
            thread.began.emit(None, SweepResults(sweep))
            return train_unrecorded(sweep, way, datasets)

        self._start(begin, blocks)

    def go_on(self, datasets: Datasets) -> None:
        """Take up the present sweep where it was stopped, else the last one in the store that has not ended."""
        store, present = self._library.store, self._stored if self.unfinished else None
        if store is None or not self._library.writable:
            self.message.emit(NO_SWEEP)
            return

        def begin(thread: SweepThread) -> Blocks:
            from training.runs.stored_sweep import find_sweep

            number = self._latest() if present is None else present.number
            if number is None:
                raise StoreError(NO_SWEEP)
            return _recorded(store, find_sweep(store, number), datasets, thread)

        self._start(begin, None)

    def _latest(self) -> int | None:
        """Return the last sweep in the store that has not ended."""
        from training.runs.store.sweeps import SweepStore

        with suppress(StoreError):
            return SweepStore(self._library.store).latest_unfinished() if self._library.store is not None else None
        return None

    def run(self, index: int) -> Run:
        """Return a run of the sweep, by its index; the library then knows it, and it grows with the results."""
        if index not in self._runs:
            self._runs[index] = self._adopted(index)
        return self._runs[index]

    def allow(self, blocks: int | None) -> None:
        """Let so many more blocks come: 0 pauses, 1 steps, None goes on to the end."""
        if self._thread is not None:
            self._thread.allow(blocks)

    def stop(self) -> None:
        """End after the epochs that are being trained."""
        if self._thread is not None:
            self._thread.stop()

    def finish(self) -> None:
        """Stop and wait a while; what is finished is kept."""
        thread = self._thread
        if thread is not None:
            thread.end()
            thread.ended.disconnect(self._on_ended)
            self._end("")

    def _start(self, begin: Begin, blocks: int | None) -> None:
        if self.running:
            return
        thread = self._thread = SweepThread(begin, self)
        self._begun = False
        thread.allow(blocks)
        thread.began.connect(self._on_began)
        thread.message.connect(self.message)
        thread.ended.connect(self._on_ended)
        thread.start()
        self.running_changed.emit(True)

    def _on_began(self, stored: StoredSweep | None, results: SweepResults) -> None:
        if self._thread is None:
            return
        again = stored is not None and self._stored is not None and stored.number == self._stored.number
        known = list(self._runs) if again else []
        self.results, self._stored, self._runs, self._begun = results, stored, {}, True
        ended = {} if stored is None else stored.runs.keys() - stored.open.keys()
        self._ends = {index: stored.runs[index].message for index in ended} if stored is not None else {}
        for index in known:
            self.run(index)
        self._timer.start()
        self._library.changed.emit()
        self.began.emit()

    def _adopted(self, index: int) -> Run:
        if self.results is None:
            raise ValueError("there is no sweep yet")
        trace = self.results.traces[index]
        kept = self._stored.runs.get(index) if self._stored is not None else None
        run = kept or Run(STARTING, trace)
        run.trace, run.status = trace, self._status(index)
        return self._library.adopt(run) if kept else self._library.adopt_unkept(run)

    def _status(self, index: int) -> Status:
        if index not in self._ends:
            return Status.RUNNING if self.running else Status.STOPPED
        return Status.FAILED if self._ends[index] else Status.FINISHED

    def _pull(self, most: int | None = MOST) -> None:
        """Take what the thread has done, not more at a time than the window has time for."""
        if self._thread is None or self.results is None or not self._begun:
            return
        updates = self._thread.take(most)
        for update in updates:
            self.results.add(update)
            if update.ended:
                self._ends[update.run] = update.message
        for index in {update.run for update in updates} & self._runs.keys():
            self._bring_up(index)
        if updates:
            self.grew.emit()
        elif self._outcome is not None:
            self._end(self._outcome)

    def _bring_up(self, index: int) -> None:
        """Tell what is new of a run that was asked for."""
        run, ended = self._runs[index], index in self._ends
        run.status, run.message = self._status(index), self._ends.get(index, "")
        (self.run_ended if ended else self.run_grew).emit(run)

    def _on_ended(self, message: str) -> None:
        """Take the rest at the window's pace, then end."""
        if self._thread is not None:
            self._thread.wait()
            self._outcome = message
            if not self._begun:
                self._end(message)

    def _end(self, message: str) -> None:
        self._outcome = None
        self._pull(most=None)
        thread = self._thread
        self._timer.stop()
        self._thread = None
        if thread is not None and thread.isFinished():
            thread.deleteLater()
        for index, run in self._runs.items():
            if index not in self._ends:
                run.status = Status.STOPPED
                self.run_ended.emit(run)
            if self._stored is None:
                self._library.note_end(run)
            else:
                self._library.let_go(run)
        self._library.changed.emit()
        self.running_changed.emit(False)
        self.ended.emit(message)


def _recorded(store: RunStore, begun: StoredSweep, datasets: Datasets, thread: SweepThread) -> Blocks:
    """Train what is left of a sweep in the store."""
    from training.runs.sweep_recorder import SweepRecorder

    thread.began.emit(begun, begun.results())
    thread.recorder = SweepRecorder(store, begun, thread.message.emit)
    return thread.recorder.train(datasets)
