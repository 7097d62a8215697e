"""All runs that the window knows: those that the store keeps, and this session's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from gui.document.runs_in_memory import RunsInMemory, summarized
from gui.jobs.disk import AtOnce, Writer
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.runs.run import LIVE, STARTING, Run, Status
from training.runs.store import Mode, RunStore, RunSummary, StoreError
from training.runs.store.query import FIGURES
from training.runs.store.waiting import Notify, silent
from training.runs.store.watching import Known
from training.runs.trace import Trace

LEFT = "Left as it was when the program ended."
NO_FORK = "A run can be forked only where runs are kept."
GONE = "deleted"  # said of a run that the list is to show no more
NOTHING = object()
# what a run in memory may know better
KNOWN = ("status", "message", "epochs", "planned", "seconds", "lr", *FIGURES, "lowest")
Begun = Callable[[Run], None]
Refused = Callable[[OSError], None]


class Opened(NamedTuple):
    """A store, None where there is none to be had, and what the user should know about that."""

    store: RunStore | None
    notice: str


def open_store(path: Path, notify: Notify = silent) -> Opened:
    """Open the store for writing, else for reading, else go without; `tell` hears for whom the store waits."""
    try:
        store = RunStore(path, Mode.WRITE, notify=notify)
        return Opened(store, store.notice)
    except StoreError as error:
        notice = f"Runs are not kept. {error}"
    try:
        return Opened(RunStore(path, Mode.READ), notice)
    except StoreError:
        return Opened(None, notice)


class RunLibrary(QObject):
    """The one owner of the store in this window. A run that no store keeps has a negative number.

    What is written is on its way to the disk for a while; the list shows it at once.

    Attributes:
        disk: who writes.
        store: the runs on the disk; None where they can be neither read nor written.
        writable: whether what is trained is kept.
        notice: what the user should know about that, as a sentence; empty as a rule.
    """

    changed = Signal()  # there are other runs, or one has other words; ask `find` again
    run_changed = Signal(int)  # the number of the one run that is new, or stands otherwise; the others are as they were
    refused = Signal(str, str)  # what was not done, and why

    def __init__(self, opened: Opened | Path, parent: QObject | None = None, disk: Writer | None = None) -> None:
        super().__init__(parent)
        self.store, self.notice = open_store(opened) if isinstance(opened, Path) else opened
        self.writable = self.store is not None and self.store.writes
        self.disk = disk or AtOnce()
        self._runs = RunsInMemory()
        self._said: dict[int, dict[str, Any]] = {}  # of runs, and not on the disk yet

    def close(self) -> None:
        """Let go of the store, once all is written, and tell nobody of that."""
        self.disk.settle()  # what follows from it asks the store
        self.blockSignals(True)
        if self.store is not None:
            self.disk.do(self.store.close)

    def find(self, filter: str = "", order: str = "-id") -> list[RunSummary]:
        """Return the runs that the filter lets through, in order; those that no store keeps come first.

        Raises QueryError for what cannot be understood, and StoreError.
        """
        kept = [] if self.store is None else self.store.find(filter, order)
        unkept = [summarized(run) for number, run in self._runs.items() if number < 0]
        there = (summary for summary in kept if not self._said.get(summary.id, {}).get(GONE))
        return [*reversed(unkept), *map(self._current, there)]

    def summary(self, number: int) -> RunSummary:
        """Return one run's line; raises StoreError."""
        if number < 0 or self.store is None:
            return summarized(self._runs[number])
        return self._current(self.store.summary(number))

    def run(self, number: int) -> Run:
        """Return everything of a run, read again only if nobody has it any more; raises StoreError."""
        run = self._runs.get(number)
        if run is None:
            if self.store is None:
                raise KeyError(number)
            run = self._runs[number] = self.store.load(number)
            self._runs.release(number)
        return run

    def known(self) -> dict[int, Known]:
        """Return how far the runs in memory are that nobody trains here."""
        there = {number: self.known_run(number) for number in self._runs}
        return {number: Known(len(run.trace), run.status) for number, run in there.items() if run is not None}

    def known_run(self, number: int) -> Run | None:
        """Return a run in memory that nobody trains here, so that it may grow by others; None: there is none."""
        run = self._runs.get(number)
        ours = run is None or number <= STARTING or number in self._said or (run.status in LIVE and not run.elsewhere)
        return None if ours else run

    def begin(self, experiment: Experiment, begun: Begun = lambda run: None) -> Run:
        """Begin a run; it has its number when `begun` is told. One that cannot be kept is trained all the same."""
        run, store = Run(STARTING, Trace(experiment)), self.store
        if store is None or not self.writable:
            begun(self.adopt_unkept(run))
            return run

        def adopt(number: int) -> None:
            run.number = number
            begun(self.adopt(run))

        def go_without(error: OSError) -> None:
            self.notice = f"The run is not kept. {error}"
            begun(self.adopt_unkept(run))

        self.disk.do(lambda: store.create(experiment), adopt, go_without)
        return run

    def fork(self, parent: Run, epoch: int, experiment: Experiment, begun: Begun, refused: Refused) -> None:
        """Begin a run with the parent's epochs up to this one."""
        store = self.store
        if store is None or not self.writable:
            refused(StoreError(NO_FORK))
            return
        make = partial(_forked, store, parent.number, epoch, experiment)
        self.disk.do(make, lambda run: begun(self.adopt(run)), refused)

    def adopt(self, run: Run) -> Run:
        """Take in a run that grows in memory."""
        self._runs[run.number] = run
        self.run_changed.emit(run.number)
        return run

    def hold(self, run: Run) -> None:
        """Keep a run that goes on in memory until its end is noted."""
        self._runs[run.number] = run

    def let_go(self, run: Run) -> None:
        """Keep a run in memory only for those who have it, if all of it can be read again from an open store."""
        closed = self.signalsBlocked()  # before the last writes have ended, where the disk took longer than one waits
        if not closed and run.number > 0 and run.status not in LIVE and self.keeps(run):
            self._runs.release(run.number)

    def adopt_unkept(self, run: Run) -> Run:
        """Take in a run that no store keeps, and number it."""
        run.number = min(0, *self._runs, 0) - 1
        return self.adopt(run)

    def store_for(self, run: Run) -> RunStore | None:
        """Return the store that takes the run's epochs; None where none does."""
        return self.store if run.number > 0 and self.writable else None

    def keeps(self, run: Run) -> bool:
        """Whether all of the run's epochs are on the disk, or it has none."""
        store = self.store_for(run)
        with suppress(StoreError):
            return not len(run.trace) or (store is not None and store.summary(run.number).epochs == len(run.trace))
        return False

    def note_end(self, run: Run) -> None:
        """Keep how a run of this session ended, also one that never came to train."""
        store = self.store_for(run)
        if store is None:
            self.run_changed.emit(run.number)
            return
        status, message = run.status, run.message
        # a failure is not told: its recorder has told that the store cannot be written
        write = partial(store.finish, run.number, status, message)
        self._say([run.number], "", write, lambda: self.let_go(run), status=status, message=message)

    def rename(self, number: int, name: str) -> None:
        """Give a run a name of the user's own."""
        self._change([number], "The run was not renamed.", lambda store: store.rename(number, name), name=name)

    def write_note(self, number: int, note: str) -> None:
        """Put a note in place of the run's."""
        self._change([number], "The note was not kept.", lambda store: store.write_note(number, note), note=note)

    def set_tags(self, number: int, tags: Iterable[str]) -> None:
        """Put these tags in place of the run's."""
        now = tuple(sorted(set(tags)))
        self._change([number], "The tags were not kept.", lambda store: store.set_tags(number, now), tags=now)

    def delete(self, *numbers: int) -> None:
        """Take runs out of the list; `restore` brings them back."""
        self._change(numbers, "Nothing was deleted.", lambda store: store.delete(*numbers), **{GONE: True})

    def restore(self, *numbers: int) -> None:
        """Bring deleted runs back."""
        self._change(numbers, "The runs were not brought back.", lambda store: store.restore(*numbers), **{GONE: False})

    def interrupted(self) -> list[RunSummary]:
        """Return the runs that were training when their program ended, the newest first."""
        return self.find(f"status = {Status.INTERRUPTED}") if self.writable else []

    def leave(self, number: int) -> None:
        """Note that an interrupted run is to stay as it is."""
        status, write = Status.STOPPED, lambda store: store.finish(number, Status.STOPPED, LEFT)
        self._change([number], "The run was not changed.", write, status=status, message=LEFT)

    def _change(self, numbers: Iterable[int], problem: str, write: Callable[[RunStore], None], **said: Any) -> None:
        if self.store is None or not self.writable:
            self.refused.emit(problem, self.notice)
        else:
            self._say(numbers, problem, partial(write, self.store), lambda: None, **said)

    def _say(
        self, numbers: Iterable[int], problem: str, write: Callable[[], None], done: Callable[[], None], **said: Any
    ) -> None:
        """Show what is said of runs while it is on its way to the disk; a problem without words is not told."""
        numbers = list(numbers)
        for number in numbers:
            self._said.setdefault(number, {}).update(said)
        self._tell(numbers, bool(problem))

        def failed(error: OSError) -> None:
            self._unsay(numbers, said, bool(problem))
            if problem:
                self.refused.emit(problem, str(error))

        def written(_: object) -> None:
            self._unsay(numbers, said, bool(problem))
            done()

        self.disk.do(write, written, failed)

    def _tell(self, numbers: Iterable[int], asked: bool) -> None:
        """Tell of runs of which something was said: asked for by the user, it may move them to other lists."""
        if asked:
            self.changed.emit()
        else:
            for number in numbers:
                self.run_changed.emit(number)

    def _unsay(self, numbers: Iterable[int], said: dict[str, Any], asked: bool) -> None:
        """Show what the store says, but for what was said after that."""
        for number in numbers:
            words = self._said.get(number, {})
            left = {name: value for name, value in words.items() if value is not said.get(name, NOTHING)}
            self._said[number] = left
            if not left:
                del self._said[number]
        self._tell(numbers, asked)

    def _current(self, summary: RunSummary) -> RunSummary:
        """Return the line with what a run in memory knows better than the store, which is a second behind."""
        run = self._runs.get(summary.id)
        if run is not None and not run.elsewhere and (run.status in LIVE or len(run.trace) > summary.epochs):
            known = summarized(run)
            summary = summary._replace(**{name: getattr(known, name) for name in KNOWN})
        said = self._said.get(summary.id, {})
        return summary._replace(**{name: value for name, value in said.items() if name != GONE}) if said else summary


def _forked(store: RunStore, parent: int, epoch: int, experiment: Experiment) -> Run:
    try:
        return store.load(store.fork(parent, epoch, experiment))
    except ExperimentError as error:
        raise StoreError(str(error)) from None
