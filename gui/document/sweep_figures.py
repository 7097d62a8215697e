"""What the runs of a sweep came to, as numbers to compare, brought up to date now and then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gui.document.sweep_values import short
from training.engine.figures import OUTCOMES
from training.engine.figures import Figure as TableFigure
from training.experiment.sweep import short_names
from training.runs.ranking import SettingResult, result_of
from training.runs.trace import Trace

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.runs.sweep_results import SweepResults

Column = NDArray[np.float64]
SEED = "seed"  # the setting over which a mean is taken


@dataclass(frozen=True)
class Figure:
    """A number that each run has: of its last epoch, or of its best; it is the validation's if there is one."""

    word: str  # lowest, highest, last
    read: Callable[[Column], float]
    measured: TableFigure

    @property
    def quantity(self) -> str:
        """Return what is measured: `loss`."""
        return self.measured.label.lower()

    @property
    def name(self) -> str:
        """Return what it is called: `lowest loss`."""
        return f"{self.word} {self.quantity}"

    @property
    def header(self) -> str:
        """Return what heads a column of it, with room for the rows that it is of: `Lowest {}loss`."""
        return f"{self.word.capitalize()} {'{}' * self._has_held_out}{SHORT.get(self.quantity, self.quantity)}"

    @property
    def falls(self) -> bool:
        """Whether low is good."""
        return self.measured.better <= 0

    @property
    def _has_held_out(self) -> bool:
        return self.measured.name in HELD_OUT

    def words(self, validated: bool) -> str:
        """Return what the number is: `lowest validation loss`."""
        rows = f"{'validation' if validated else 'training'} " if self._has_held_out else ""
        return f"{self.word} {rows}{self.quantity}"

    def column(self, trace: Trace) -> Column:
        """Return the quantity in each epoch."""
        name = self.measured.name
        return trace.column(HELD_OUT.get(name, name) if trace.validated else name)

    def of(self, trace: Trace) -> float:
        """Return the run's number; NaN where it has none yet."""
        there = len(trace) and self.measured.name in trace.figures
        return self.read(self.column(trace)) if there else np.nan


def _last(column: Column) -> float:
    return float(column[-1])


def _lowest(column: Column) -> float:
    return float(np.fmin.reduce(column))


def _highest(column: Column) -> float:
    return float(np.fmax.reduce(column))


SHORT = {"accuracy": "acc."}  # what is too long for a column's header
HELD_OUT = {figure.held_out_of: figure.name for figure in OUTCOMES if figure.held_out_of}
TRAINED = [figure for figure in OUTCOMES if not figure.held_out_of]
BESTS = {-1: ("lowest", _lowest), 1: ("highest", _highest)}
FIGURES = (
    *(Figure(*BESTS[figure.better], figure) for figure in TRAINED if figure.better),
    *(Figure("last", _last, figure) for figure in TRAINED),
)


class SweepFigures:
    """The numbers of all runs, (runs,) float64 each, as of the latest `refresh`.

    Attributes:
        paths: the varied settings.
        names: what each of them is called for short.
        choices: of each setting, its values in order.
        indices: of each run and setting, which of the values it has, (runs, settings).
        epochs: how many epochs each run has.
        validated: whether the figures are of the validation rows.
    """

    def __init__(self, results: SweepResults) -> None:
        self.results = results
        variants = results.sweep.variants
        self.paths, self.names = results.sweep.paths, short_names(results.sweep.paths)
        columns = list(zip(*(variant.values for variant in variants), strict=True))
        self.choices = [_ordered(column) for column in columns]
        orders = [{repr(value): index for index, value in enumerate(values)} for values in self.choices]
        indices = [[order[repr(value)] for value in column] for order, column in zip(orders, columns, strict=True)]
        self.indices = np.array(indices, dtype=np.int64).T
        self._columns: dict[str, Column] = {}
        self.refresh()

    def refresh(self) -> None:
        """Read the traces again."""
        traces = self.results.traces
        self.validated = any(trace.validated for trace in traces)
        self.epochs = np.array([len(trace) for trace in traces])
        self._columns = {figure.name: np.array([figure.of(trace) for trace in traces]) for figure in FIGURES}

    def column(self, figure: Figure) -> Column:
        """Return a figure of all runs; NaN where a run has none."""
        return self._columns[figure.name]

    def ranking(self, figure: Figure) -> list[SettingResult]:
        """Return the settings, or where no seeds are averaged the runs, the best first."""
        return self.results.setting_results(self.column(figure), figure.falls)

    def setting_results(self, groups: Sequence[NDArray[np.int64]], figure: Figure) -> list[SettingResult]:
        """Return how groups of runs stand, in their order."""
        column, failed, epochs = self.column(figure), self.results.failed, self.epochs.tolist()
        return [result_of(runs.tolist(), column, epochs, failed) for runs in groups]

    def number(self, run: int) -> int:
        """Return what a run is called wherever it is told of."""
        return self.results.numbers[run]

    def labels(self, setting: int) -> list[str]:
        """Return a setting's values as texts."""
        return [short(value) for value in self.choices[setting]]

    def described(self, run: int, settings: Sequence[int] | None = None) -> str:
        """Return the run's values in words, of some settings or of all: `step_size 5, gamma 0.3`."""
        chosen = range(len(self.paths)) if settings is None else settings
        return ", ".join(
            f"{self.names[setting]} {short(self.choices[setting][self.indices[run, setting]])}" for setting in chosen
        )

    def groups(self, settings: Sequence[int]) -> list[NDArray[np.int64]]:
        """Return the runs that share their values of these settings, group by group, in the order of the values."""
        keys, owners = np.unique(self.indices[:, list(settings)], axis=0, return_inverse=True)
        return [np.flatnonzero(owners.reshape(-1) == group) for group in range(len(keys))]

    def pivot(self, x: int, y: int | None, figure: Figure) -> tuple[Column, NDArray[np.int64]]:
        """Return the mean figure for each pair of values, (values of y, values of x), and of how many runs it is.

        Without `y` there is one row.
        """
        shape = 1 if y is None else len(self.choices[y]), len(self.choices[x])
        column = self.column(figure)
        there = np.isfinite(column)
        cells = self.indices[there, y] if y is not None else 0, self.indices[there, x]
        sums, counts = np.zeros(shape), np.zeros(shape, dtype=np.int64)
        np.add.at(sums, cells, column[there])
        np.add.at(counts, cells, 1)
        with np.errstate(invalid="ignore"):  # 0 / 0 is NaN, as it should be
            return sums / counts, counts

    def runs_in(self, x: int, y: int | None) -> NDArray[np.int64]:
        """Return how many runs there are for each pair of values, with a number or without."""
        wanted = np.zeros((1 if y is None else len(self.choices[y]), len(self.choices[x])), dtype=np.int64)
        columns = self.indices[:, x]
        np.add.at(wanted, (np.zeros_like(columns) if y is None else self.indices[:, y], columns), 1)
        return wanted

    def within(self, values: Mapping[int, int]) -> NDArray[np.int64]:
        """Return the runs whose settings have these values, setting by setting, both as indices."""
        return np.flatnonzero(np.all([self.indices[:, setting] == index for setting, index in values.items()], axis=0))

    def best_in(self, runs: NDArray[np.int64], figure: Figure) -> int | None:
        """Return the best of these runs; None while none has a number."""
        best = best_of(self.column(figure)[runs], figure.falls)
        return None if best is None else int(runs[best])


def best_of(numbers: Column, falls: bool) -> int | None:
    """Return where the best finite number is, in the flattened array."""
    finite = np.where(np.isfinite(numbers), numbers, np.inf if falls else -np.inf).reshape(-1)
    index = int(finite.argmin() if falls else finite.argmax()) if finite.size else 0
    return index if finite.size and np.isfinite(finite[index]) else None


def _ordered(column: Sequence[Any]) -> list[Any]:
    """Return each value once, numbers by size, others in the order in which they come."""
    values = list({repr(value): value for value in column}.values())
    numbers = all(isinstance(value, int | float) for value in values)
    return sorted(values) if numbers else values
