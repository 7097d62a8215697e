"""What a sweep came to: a trace for each run, and the run that went lowest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from training.experiment.sweep import Sweep, described, literal
from training.runs.csv import COLUMNS, HEAD_COLUMNS, csv_text, trace_rows
from training.runs.trace import Trace

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.engine.sweep.member import Update


class Outcome(NamedTuple):
    """One run of a sweep, as far as it has come; `lowest` is the lowest loss, the validation's if there is one."""

    run: int
    trace: Trace
    ended: bool
    message: str
    lowest: float
    best_epoch: int | None


class SweepResults:
    """The traces of a sweep, growing update by update. Runs count from 1 for the user."""

    def __init__(self, sweep: Sweep) -> None:
        """Start with nothing trained."""
        self.sweep = sweep
        self.traces = [Trace(variant.experiment) for variant in sweep.variants]
        self._ends: dict[int, str] = {}
        self.epochs = sum(variant.experiment.epochs for variant in sweep.variants)
        self.epochs_done = 0

    @property
    def ended(self) -> int:
        """Return how many runs have ended."""
        return len(self._ends)

    @property
    def messages(self) -> list[str]:
        """Return why runs ended before their time, in the order in which they did."""
        return [message for message in self._ends.values() if message]

    def add(self, update: Update) -> None:
        """Take one more epoch of one run; epochs that a run no longer needs count as done."""
        trace = self.traces[update.run]
        if update.record is not None:
            trace.extend([update.record])
            self.epochs_done += 1
        if update.ended:
            self._ends[update.run] = update.message
            self.epochs_done += trace.experiment.epochs - len(trace)

    def restore(self, run: int, trace: Trace, end: str | None) -> None:
        """Take a run as it stands; `end`: why it ended before its time, empty if it did not, None while it goes on."""
        self.traces[run] = trace
        self.epochs_done += len(trace)
        if end is not None:
            self._ends[run] = end
            self.epochs_done += trace.experiment.epochs - len(trace)

    def outcomes(self) -> Iterator[Outcome]:
        """Yield all runs that have an epoch or an end, in the sweep's order."""
        for run, trace in enumerate(self.traces):
            if len(trace) or run in self._ends:
                yield Outcome(run, trace, run in self._ends, self._ends.get(run, ""), *_lowest(trace))

    def best(self) -> Outcome | None:
        """Return the run with the lowest loss; None where no loss is a number."""
        numbers = [outcome for outcome in self.outcomes() if outcome.best_epoch is not None]
        return min(numbers, key=lambda outcome: outcome.lowest, default=None)

    def csv(self) -> str:
        """Return all traces as CSV: the run's number and its varied settings before each row of its trace."""
        head = HEAD_COLUMNS if any(trace.experiment.grouped for trace in self.traces) else ()
        columns = ("run", *self.sweep.paths, *COLUMNS, *head)
        return csv_text(columns, self._rows(len(COLUMNS) + len(head)))

    def _rows(self, width: int) -> Iterator[Sequence[object]]:
        for number, (variant, trace) in enumerate(zip(self.sweep.variants, self.traces, strict=True), start=1):
            settings = [_cell(value) for value in variant.values]
            for row in trace_rows(trace):
                yield number, *settings, *row, *[None] * (width - len(row))

    def summary(self, seconds: float) -> str:
        """Return the whole sweep in one sentence."""
        runs = f"{self.ended} of {len(self.traces)} runs in {seconds:.2f} s"
        best = self.best()
        if best is None:
            return f"{runs}: no loss is a number."
        name = "validation loss" if best.trace.validated else "loss"
        settings = described(self.sweep.paths, self.sweep.variants[best.run].values)
        return f"{runs}: lowest {name} {best.lowest:.4f} in epoch {best.best_epoch} of run {best.run + 1} ({settings})."


def _lowest(trace: Trace) -> tuple[float, int | None]:
    losses = trace.column(trace.judged)
    if np.isnan(losses).all():
        return math.nan, None
    best = int(np.nanargmin(losses))
    return float(losses[best]), best + 1


def _cell(value: Any) -> object:
    """Return a varied setting as a cell: numbers and texts as they are, all else as TOML writes it."""
    return value if isinstance(value, str | float) or type(value) is int else literal(value)
