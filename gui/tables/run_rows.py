"""The rows of the list of runs: runs, and sweeps that are folded into one row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from training.runs.store import RunSummary

RACE = "race"  # as a summary's `way` has it


class SweepRow(NamedTuple):
    """Stands for the runs of a sweep or a race, in the order of the list; `folded`: they have no rows of their own."""

    sweep: int
    runs: tuple[RunSummary, ...]
    folded: bool

    @property
    def title(self) -> str:
        """Return what the runs together are called, with their number."""
        return f"{'Race' if self.runs and self.runs[0].way == RACE else 'Sweep'} {self.sweep}"


Row = RunSummary | SweepRow
Key = tuple[str, int]  # of a row for life


def run_key(number: int) -> Key:
    """Return what the row of a run is known by."""
    return "run", number


def sweep_key(number: int) -> Key:
    """Return what the row of a sweep is known by."""
    return "sweep", number


def key_of(row: Row) -> Key:
    """Return what a row is known by."""
    return sweep_key(row.sweep) if isinstance(row, SweepRow) else run_key(row.id)


def runs_of(row: Row) -> tuple[RunSummary, ...]:
    """Return the runs that the row stands for."""
    return row.runs if isinstance(row, SweepRow) else (row,)


def gathered(runs: Iterable[RunSummary], unfolded: Collection[int]) -> Iterator[Row]:
    """Yield the runs as rows; those of a sweep follow a row for it, where the first of them stands, if unfolded."""
    groups: dict[Key, list[RunSummary]] = {}
    for run in runs:
        key = run_key(run.id) if run.sweep is None else sweep_key(run.sweep)
        groups.setdefault(key, []).append(run)
    for members in groups.values():
        sweep = members[0].sweep
        folded = sweep not in unfolded
        if sweep is not None:
            yield SweepRow(sweep, tuple(members), folded)
        if sweep is None or not folded:
            yield from members
