"""What others write into the store: which runs there are, and the new epochs of those that are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store.store import RunStore
from training.runs.store.summary import RunSummary

# of a run of our own only what others may write, and last, whether it is our own
OUTLINE = """SELECT id, name, note, iif(ours, '', status), iif(ours, '', message),
    iif(ours OR status = 'running', 0, epochs), ours
    FROM (SELECT *, owner IS ? AS ours FROM runs WHERE deleted IS NULL)"""
TAGS = "SELECT run, tag, 0 FROM tags"


class Growth(NamedTuple):
    """What is new of a run, whose first `after` epochs were known."""

    summary: RunSummary
    experiment: Experiment
    after: int
    records: list[EpochRecord]


class News(NamedTuple):
    """What is new: the list is another one, or has other words; lines with other figures; epochs of known runs."""

    relisted: bool
    lines: list[RunSummary]
    grown: list[Growth]


class Known(NamedTuple):
    """What is known of a run."""

    epochs: int
    status: Status


class StoreWatch:
    """Looks at the store from time to time, which costs next to nothing while nobody writes."""

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._database = store.database
        self._version: int | None = None
        self._outline: set[tuple[Any, ...]] = set()
        self._lines: dict[int, RunSummary] = {}  # of the runs that others train

    def look(self, known: Mapping[int, Known]) -> News | None:
        """Return what is new since the last look; `known` are the runs to bring up to date. Raises StoreError."""
        if self._lines and self._store.writes:
            self._store.tidy()  # nobody writes that a process was killed
        version = self._store.version()
        if version == self._version:
            return None
        relisted = self._relisted()
        running = self._store.find(f"status = {Status.RUNNING}")
        lines = {line.id: line for line in running if line.elsewhere}
        changed = [line for number, line in lines.items() if line != self._lines.get(number)]
        self._lines = lines
        grown = [self._grown(number, known[number]) for number in self._changed(known)]
        self._version = version
        return News(relisted, changed, grown)

    def look_again(self) -> None:
        """Have the next look find all that is there."""
        self._version = None

    def _relisted(self) -> bool:
        """Return whether the list has other words than before; of a run that was begun here, the window knows."""
        rows = self._database.rows(OUTLINE, [self._database.owner]) + self._database.rows(TAGS)
        before, self._outline = self._outline, set(rows)
        return bool(before - self._outline) or not all(ours for *_, ours in self._outline - before)

    def _changed(self, known: Mapping[int, Known]) -> list[int]:
        """Return the runs of which the store has more epochs, or another status."""
        marks = ", ".join("?" * len(known))
        rows = self._database.rows(f"SELECT id, epochs, status FROM runs WHERE id IN ({marks})", list(known))
        return [
            run
            for run, epochs, status in rows
            if epochs > known[run].epochs or (epochs == known[run].epochs and status != known[run].status)
        ]

    def _grown(self, run: int, known: Known) -> Growth:
        with self._database.snapshot():
            summary, experiment = self._store.summary(run), self._store.experiment(run)
            records = self._store.records(run, known.epochs)
        return Growth(summary, experiment, known.epochs, records)
