"""What a sweep came to: a trace for each run, and the setting that went lowest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.experiment.sweep import Sweep, described, literal
from training.runs.csv import columns_of, csv_text, trace_rows
from training.runs.ranking import SettingResult, ranked, result_of, ties
from training.runs.trace import Trace

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.engine.sweep.member import Update

SEED = "seed"  # the setting over which a mean is taken


class Outcome(NamedTuple):
    """One run of a sweep, as far as it has come; `lowest` is the lowest loss, the validation's if there is one."""

    run: int
    trace: Trace
    ended: bool
    message: str
    lowest: float
    best_epoch: int | None


class SweepResults:
    """The traces of a sweep, growing update by update.

    Attributes:
        numbers: what each run is called wherever it is told of.
        groups: the runs that differ in their seed only, setting by setting, by position.
    """

    def __init__(self, sweep: Sweep, numbers: Sequence[int] = ()) -> None:
        """Start with nothing trained; `numbers` are those by which the store knows the runs, else they count from 1."""
        self.sweep = sweep
        self.numbers = tuple(numbers) or tuple(range(1, len(sweep.variants) + 1))
        self.traces = [Trace(variant.experiment) for variant in sweep.variants]
        self._ends: dict[int, str] = {}
        self.groups = _by_setting(sweep)
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

    @property
    def judged(self) -> str:
        """Return which loss decides what is best."""
        validated = {trace.validated for trace in self.traces if len(trace)}
        return "validation" if validated == {True} else "training" if True not in validated else "validated or training"

    @property
    def seeded(self) -> bool:
        """Return whether some runs differ in their seed only, so that a setting is judged by a mean."""
        return any(len(runs) > 1 for runs in self.groups)

    @property
    def noun(self) -> str:
        """Return what is judged."""
        return "setting" if self.seeded else "run"

    @property
    def failed(self) -> frozenset[int]:
        """Return the runs that ended before their time, as one that diverges does, by position."""
        return frozenset(run for run, message in self._ends.items() if message)

    @property
    def troubles(self) -> str:
        """Return how many runs diverged or failed: `, 2 diverged, 1 failed`; empty where none did."""
        diverged = sum(not np.isfinite(self.traces[run].column("loss")[-1:]).all() for run in self.failed)
        numbers = ((diverged, "diverged"), (len(self.failed) - diverged, "failed"))
        return "".join(f", {number:,} {what}" for number, what in numbers if number)

    def setting_results(self, numbers: NDArray[np.float64], falls: bool = True) -> list[SettingResult]:
        """Return the settings by a number that each run has, the best first; those without one are left out."""
        epochs, failed = [len(trace) for trace in self.traces], self.failed
        return ranked([result_of(runs, numbers, epochs, failed) for runs in self.groups], falls)

    def ranking(self) -> list[SettingResult]:
        """Return the settings by their runs' lowest losses, the best first."""
        return self.setting_results(np.array([_lowest(trace)[0] for trace in self.traces]))

    def csv(self) -> str:
        """Return all traces as CSV: the run's number and its varied settings before each row of its trace."""
        columns = columns_of(*self.traces)
        return csv_text(("run", *self.sweep.paths, *columns), self._rows(columns))

    def _rows(self, columns: Sequence[str]) -> Iterator[Sequence[object]]:
        for number, variant, trace in zip(self.numbers, self.sweep.variants, self.traces, strict=True):
            settings = [_cell(value) for value in variant.values]
            for row in trace_rows(trace, columns):
                yield number, *settings, *row

    def summary(self, seconds: float) -> str:
        """Return the whole sweep in one sentence."""
        runs = f"{self.ended} of {len(self.traces)} runs in {seconds:.2f} s{self.troubles}"
        ranking = self.ranking()
        if not ranking:
            return f"{runs}: no loss is a number."
        return f"{runs}: {self._best_text(ranking[0])}{ties(ranking, self.noun)}."

    def _best_text(self, best: SettingResult) -> str:
        run = best.counted[0]
        name = f"lowest {self.judged} loss"
        if self.seeded:
            bounds = f" ({best.low:.4f} to {best.high:.4f})" if len(best.counted) > 1 else ""
            return f"best mean {best.over}: {name} {best.mean:.4f}{bounds} with {self._settings(run)}"
        number, epoch = self.numbers[run], _lowest(self.traces[run])[1]
        return f"{name} {best.mean:.4f} in epoch {epoch} of run {number} ({self._settings(run)})"

    def _settings(self, run: int) -> str:
        """Return the varied settings of a run in words; where seeds are averaged, without the seed."""
        varied = zip(self.sweep.paths, self.sweep.variants[run].values, strict=True)
        shown = [(path, value) for path, value in varied if path != SEED or not self.seeded]
        return described(*zip(*shown, strict=True)) if shown else "the settings of all runs"


def _by_setting(sweep: Sweep) -> list[list[int]]:
    """Return the runs that differ in their seed only, in the order of the first of each group."""
    groups: dict[str, list[int]] = {}
    for position, variant in enumerate(sweep.variants):
        setting = [value for path, value in zip(sweep.paths, variant.values, strict=True) if path != SEED]
        groups.setdefault(repr(setting), []).append(position)
    return list(groups.values())


def _lowest(trace: Trace) -> tuple[float, int | None]:
    losses = trace.column(trace.judged)
    if not np.isfinite(losses).any():
        return math.nan, None
    best = int(np.argmin(np.where(np.isfinite(losses), losses, np.inf)))
    return float(losses[best]), best + 1


def _cell(value: Any) -> object:
    """Return a varied setting as a cell: numbers and texts as they are, all else as TOML writes it."""
    return value if isinstance(value, str | float) or type(value) is int else literal(value)
