"""Puts the epochs of a whole sweep into the store, at a pace that the training does not feel."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from training.engine.data.dataset import Dataset
from training.engine.record import EpochRecord
from training.engine.sweep.member import Update
from training.engine.sweep.rounds import Leave, Report
from training.engine.sweep.sweep import Job, Way, reports
from training.experiment.data import DataSettings
from training.experiment.sweep import Sweep
from training.runs import store_writer
from training.runs.run import Status
from training.runs.store import RunStore
from training.runs.store.sweeps import Entry, SweepStore
from training.runs.store_writer import StoreWriter
from training.runs.stored_sweep import StoredSweep, jobs_of
from training.runs.sweep_results import SweepResults

EARLY = 0.7  # of the interval: states come before it has passed, and are written at once
Blocks = Generator[list[Update], None, None]  # epochs that came at one time
Datasets = Mapping[DataSettings, Dataset]


def train_unrecorded(sweep: Sweep, way: Way, datasets: Datasets) -> Blocks:
    """Train a sweep that no store keeps, block by block of epochs."""
    jobs = (Job(position, variant.experiment) for position, variant in enumerate(sweep.variants))
    for report in reports(jobs, datasets, way):
        yield report.updates


@dataclass
class Waiting:
    """What is not yet in the store of a run: epochs, and how it ended. The state is that after the first `covered`."""

    records: list[EpochRecord] = field(default_factory=list)
    covered: int = 0
    state: bytes | None = None
    status: Status | None = None
    message: str = ""

    def entry(self, run: int) -> Entry | None:
        """Return what the store may have; None as long as there is nothing to go on from."""
        if self.status is None and self.state is None:
            return None
        return Entry(run, self.records[: self.covered], self.state, self.status, self.message)


class SweepRecorder:
    """Gathers the epochs of all runs and keeps them together.

    What is kept of a run that has not ended is always followed by its state, so that the run, or the sweep, can go
    on. A failure to write is reported and tried again: the epochs wait.

    Attributes:
        committed: of each run, by its position, how many epochs are on the disk.
    """

    def __init__(self, store: RunStore, begun: StoredSweep, report: Callable[[str], None]) -> None:
        self.committed = {position: len(run.trace) for position, run in begun.runs.items()}
        self._store, self._begun = store, begun
        self._writer = StoreWriter("sweep", report)
        self._waiting = {position: Waiting() for position in begun.open}
        self._latest: Report | None = None
        self._ahead: list[Update] = []  # kept before they were yielded

    def results(self) -> SweepResults:
        """Return what the runs have come to before this training."""
        return self._begun.results()

    def train(self, datasets: Datasets) -> Blocks:
        """Train what is left of the sweep, block by block of epochs; close the generator to stop it."""
        jobs = list(jobs_of(self._store, self._begun))
        SweepStore(self._store).go_on(run.number for run in self._begun.open.values())
        blocks = self.follow(reports(jobs, datasets, self._begun.way, EARLY * store_writer.INTERVAL))
        next(blocks)  # from here on, closing it says of all runs that they were stopped
        return blocks

    def follow(self, reports: Generator[Report, None, None]) -> Blocks:
        """Yield no epochs, then those that are told, keep them, and in the end where each run stands."""
        try:
            yield []
            for self._latest in reports:
                self._take(self._latest)
                if self._latest.updates:
                    yield self._latest.updates
                if self._ahead:
                    ahead, self._ahead = self._ahead, []
                    yield ahead
        finally:
            with suppress(Leave):
                self._take(reports.throw(Leave()))
                for report in reports:
                    self._take(report)
            self._finish()

    def rest(self) -> None:
        """Keep all that was yielded, while whoever trains lets no more come: a sweep that is paused may be killed."""
        due = any(waiting.covered < len(waiting.records) for waiting in self._waiting.values())
        if due and self._latest is not None:
            for report in self._latest.catch_up():
                self._take(report)
                self._ahead += report.updates
        self._commit()

    def _take(self, report: Report) -> None:
        for run, record, ended, message in report.updates:
            waiting = self._waiting[run]
            if record is not None:
                waiting.records.append(record)
            if ended:
                waiting.status, waiting.message = (Status.FAILED if message else Status.FINISHED), message
                waiting.covered, waiting.state = len(waiting.records), None
        for run, state in report.states.items():
            waiting = self._waiting[run]
            waiting.covered, waiting.state = len(waiting.records), state
        if self._writer.is_due or (report.states and self._writer.has_rested):
            self._commit()

    def _commit(self) -> None:
        """Put on the disk what can be put there."""
        numbers = {position: run.number for position, run in self._begun.runs.items()}
        entries = {position: waiting.entry(numbers[position]) for position, waiting in self._waiting.items()}
        found = {position: entry for position, entry in entries.items() if entry is not None}
        if not found:
            self._writer.wait()
        elif self._writer.write(SweepStore(self._store).append, list(found.values())):
            for position, entry in found.items():
                self._settle(position, entry)

    def _settle(self, position: int, entry: Entry) -> None:
        """Forget what the store has."""
        self.committed[position] += len(entry.records)
        if entry.status is not None:
            del self._waiting[position]
        else:
            waiting = self._waiting[position]
            self._waiting[position] = Waiting(waiting.records[len(entry.records) :])

    def _finish(self) -> None:
        """Put the rest on the disk; what has not ended was stopped."""
        for waiting in self._waiting.values():
            waiting.status = waiting.status or Status.STOPPED
        self._commit()
