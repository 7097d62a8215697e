"""All runs that the window knows: those that the store keeps, and this session's."""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from training.experiment.experiment import STAGES, Experiment
from training.runs.run import LIVE, Run, Status
from training.runs.store import Mode, RunStore, RunSummary, StoreError
from training.runs.trace import Trace

LEFT = "Left as it was when the program ended."


class RunLibrary(QObject):
    """The one owner of the store in this window. A run that no store keeps has a negative number.

    Attributes:
        store: the runs on the disk; None where they can be neither read nor written.
        writable: whether what is trained is kept.
        notice: what the user should know about that, as a sentence; empty as a rule.

    Signals:
        changed: there are other runs, or one has other words; ask `find` again.
    """

    changed = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        """Open the store for writing, else for reading, else go without."""
        super().__init__(parent)
        self.notice = ""
        self.store = self._opened(path)
        self.writable = self.store is not None and self.store.writes
        self._runs: dict[int, Run] = {}

    def _opened(self, path: Path) -> RunStore | None:
        try:
            store = RunStore(path, Mode.WRITE)
            self.notice = store.notice
            return store
        except StoreError as error:
            self.notice = f"Runs are not kept. {error}"
        try:
            return RunStore(path, Mode.READ)
        except StoreError:
            return None

    def close(self) -> None:
        """Own no run any more."""
        if self.store is not None:
            self.store.close()

    def find(self, filter: str = "", order: str = "-id") -> list[RunSummary]:
        """Return the runs that the filter lets through, in order; those that no store keeps come first.

        Raises QueryError for what cannot be understood, and StoreError.
        """
        kept = [] if self.store is None else self.store.find(filter, order)
        unkept = [summarized(run) for number, run in self._runs.items() if number < 0]
        return [*reversed(unkept), *map(self._current, kept)]

    def summary(self, number: int) -> RunSummary:
        """Return one run's line; raises StoreError."""
        if number < 0 or self.store is None:
            return summarized(self._runs[number])
        return self._current(self.store.summary(number))

    def run(self, number: int) -> Run:
        """Return everything of a run, read once; raises StoreError."""
        if number not in self._runs:
            if self.store is None:
                raise KeyError(number)
            self._runs[number] = self.store.load(number)
        return self._runs[number]

    def begin(self, experiment: Experiment) -> Run:
        """Begin a run; one that cannot be kept is trained all the same."""
        number = min(0, *self._runs, 0) - 1
        if self.store is not None and self.writable:
            try:
                number = self.store.create(experiment)
            except StoreError as error:
                self.notice = f"The run is not kept. {error}"
        return self.adopt(Run(number, Trace(experiment)))

    def fork(self, parent: Run, epoch: int, experiment: Experiment) -> Run:
        """Begin a run with the parent's epochs up to this one; raises StoreError."""
        if self.store is None:
            raise StoreError("A run can be forked only where runs are kept.")
        run = self.run(self.store.fork(parent.number, epoch, experiment))
        self.changed.emit()
        return run

    def adopt(self, run: Run) -> Run:
        """Take in a run that grows in memory."""
        self._runs[run.number] = run
        self.changed.emit()
        return run

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
        if store := self.store_for(run):
            with suppress(StoreError):  # its recorder has told that the store cannot be written
                store.finish(run.number, run.status, run.message)
        self.changed.emit()

    def rename(self, number: int, name: str) -> None:
        """Give a run a name of the user's own; raises StoreError."""
        self._writer().rename(number, name)
        self.changed.emit()

    def write_note(self, number: int, note: str) -> None:
        """Put a note in place of the run's; raises StoreError."""
        self._writer().write_note(number, note)
        self.changed.emit()

    def set_tags(self, number: int, tags: Iterable[str]) -> None:
        """Put these tags in place of the run's; raises StoreError."""
        self._writer().set_tags(number, tags)
        self.changed.emit()

    def delete(self, *numbers: int) -> None:
        """Take runs out of the list; `restore` brings them back. Raises StoreError."""
        self._writer().delete(*numbers)
        self.changed.emit()

    def restore(self, *numbers: int) -> None:
        """Bring deleted runs back; raises StoreError."""
        self._writer().restore(*numbers)
        self.changed.emit()

    def interrupted(self) -> list[RunSummary]:
        """Return the runs that were training when their program ended, the newest first."""
        return self.find(f"status = {Status.INTERRUPTED}") if self.writable else []

    def leave(self, number: int) -> None:
        """Note that an interrupted run is to stay as it is; raises StoreError."""
        self._writer().finish(number, Status.STOPPED, LEFT)
        self.changed.emit()

    def _writer(self) -> RunStore:
        if self.store is None or not self.writable:
            raise StoreError(self.notice)
        return self.store

    def _current(self, summary: RunSummary) -> RunSummary:
        """Return the line with what a run in memory knows better than the store, which is a second behind."""
        run = self._runs.get(summary.id)
        if run is None or (run.status not in LIVE and len(run.trace) <= summary.epochs):
            return summary
        figures = ("status", "message", "epochs", "planned", "seconds", "lr", *_FIGURES)
        known = summarized(run)
        return summary._replace(**{name: getattr(known, name) for name in figures})


_FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy", "lowest")


def summarized(run: Run) -> RunSummary:
    """Return the line of a run in memory."""
    trace, experiment = run.trace, run.trace.experiment
    last = trace[len(trace) - 1] if len(trace) else None
    lowest = float(trace.column("lowest")[-1]) if last else math.nan
    return RunSummary(
        id=run.number,
        name=run.called,
        note="",
        tags=(),
        status=run.status,
        message=run.message,
        device=run.device,
        created="",
        epochs=len(trace),
        planned=experiment.epochs,
        seconds=float(trace.column("seconds").sum()),
        lr=last and last.lr,
        loss=last and last.loss,
        accuracy=last and last.accuracy,
        val_loss=last and last.val_loss,
        val_accuracy=last and last.val_accuracy,
        lowest=None if math.isnan(lowest) else lowest,
        **{stage: getattr(experiment, stage).kind for stage in STAGES},
    )
