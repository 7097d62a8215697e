"""The proof that preview, run and script are one: every figure of every epoch, compared value by value."""

from __future__ import annotations

import math
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from training.experiment.experiment import Experiment
from training.experiment.schedulers import counted
from training.schedule.build import rates_of
from training.schedule.rehearsal import Rehearsal
from training.script.process import Row, printed_rows

if TYPE_CHECKING:
    from training.runs.trace import Trace

SHOW_SECONDS = 0.1  # between two states of a proof that is under way
PREVIEW, RUN = "preview", "run"
Figures = dict[str, float | None]


class Difference(NamedTuple):
    """A figure of an epoch that is one thing in the preview or the run, and another in the script; None: not there."""

    epoch: int
    column: str
    where: str
    expected: float | None
    script: float | None


@dataclass(frozen=True)
class Proof:
    """How far a proof is, or how it ended."""

    epochs: int  # that are to be compared
    compared: int = 0  # that are
    differences: tuple[Difference, ...] = ()  # in the order of the epochs
    ended: bool = False  # whether the script has
    with_run: bool = False  # whether a run is compared, too, beside the preview

    @property
    def equal(self) -> int:
        """Return the epochs without any difference."""
        return self.compared - len({difference.epoch for difference in self.differences})

    @property
    def holds(self) -> bool:
        """Whether all epochs were compared and are equal."""
        return self.ended and self.equal == self.epochs

    def __str__(self) -> str:
        """Return the sentence of the badge."""
        return f"{self.equal} of {counted(self.epochs, 'epoch')} equal"


def prove(script: str, experiment: Experiment, rows: int, trace: Trace | None = None) -> Generator[Proof, None, None]:
    """Run the script in a process of its own and yield how far the comparison is; the last Proof has ended.

    `rows` are the training rows. The trace is a run's; epochs that it lacks, because it was stopped, are compared
    with the preview alone. Closing the iterator ends the process. Raises ScriptError when the script fails.
    """
    comparison = Comparison(experiment, rows, trace)
    shown = perf_counter()
    with closing(printed_rows(script)) as printed:
        for row in printed:
            if row is not None:
                comparison.add(row)
            if perf_counter() - shown >= SHOW_SECONDS:
                shown = perf_counter()
                yield comparison.state()
    yield comparison.end()


class Comparison:
    """Compares what a script printed, row after row, with the preview and perhaps with a run."""

    def __init__(self, experiment: Experiment, rows: int, trace: Trace | None) -> None:
        self._epochs, self._trace, self._compared = experiment.epochs, trace, 0
        self._differences: list[Difference] = []
        self._rehearsal = Rehearsal(experiment, rows, None)

    def add(self, row: Row) -> None:
        """Compare the next row that the script printed."""
        figures = {name: float(text) if text else None for name, text in row.items()}
        self._compared += 1
        self._compare(PREVIEW, self._preview(figures), figures)
        if self._trace is not None and self._compared <= len(self._trace):
            record = self._trace[self._compared - 1]._asdict()
            self._compare(RUN, {name: record[name] for name in figures}, figures)

    def state(self) -> Proof:
        """Return how far the comparison is."""
        return Proof(self._epochs, self._compared, tuple(self._differences), False, self._trace is not None)

    def end(self) -> Proof:
        """Return how it ended; the epochs of the run that the script never reached differ."""
        of_run = 0 if self._trace is None else len(self._trace)
        for epoch in range(self._compared + 1, of_run + 1):
            self._differences.append(Difference(epoch, "epoch", RUN, epoch, None))
        epochs = max(self._compared, of_run)
        return Proof(epochs, epochs, tuple(self._differences), True, self._trace is not None)

    def _preview(self, figures: Figures) -> Figures:
        """Return the rates of this epoch; a scheduler that watches a figure is shown the script's."""
        names = ["lr", "head_lr"] if "head_lr" in figures else ["lr"]
        self._rehearsal.edit()
        before = rates_of(self._rehearsal.optimizer)
        for _ in range(self._rehearsal.ticks.per_epoch):
            self._rehearsal.advance(figures)
        after = rates_of(self._rehearsal.optimizer)
        return {
            "epoch": self._compared,
            **dict(zip(names, before, strict=True)),
            **{f"{name}_after": rate for name, rate in zip(names, after, strict=True)},
        }

    def _compare(self, where: str, expected: Figures, found: Figures) -> None:
        for name, value in expected.items():
            if not _same(value, found[name]):
                self._differences.append(Difference(self._compared, name, where, value, found[name]))


def _same(expected: float | None, found: float | None) -> bool:
    if expected is None or found is None:
        return expected is found
    return expected == found or (math.isnan(expected) and math.isnan(found))
