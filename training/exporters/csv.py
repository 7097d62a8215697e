"""CSV: a row for each epoch, or for each batch of a rate finder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from training.exporting import RATES, RUN, RUNS, SCHEDULE, SWEEP, Exporter

if TYPE_CHECKING:  # importing them at run time would load more than the standard library
    from training.experiment.experiment import Experiment
    from training.insight.rate_finder import Point
    from training.runs.sweep_results import SweepResults
    from training.runs.trace import Trace
    from training.schedule.preview import Schedule

HELP = "write the rows as CSV; - for standard output"


def _run(trace: Trace) -> str:
    from training.runs.csv import trace_csv

    return trace_csv(trace)


def _runs(runs: Sequence[tuple[int, str, Trace]]) -> str:
    from training.runs.csv import runs_csv

    return runs_csv(runs)


def _sweep(results: SweepResults) -> str:
    return results.csv()


def _schedule(plan: tuple[Schedule, Experiment]) -> str:
    from training.runs.csv import schedule_csv

    return schedule_csv(*plan)


def _rates(points: Sequence[Point]) -> str:
    from training.insight.rate_finder import Point
    from training.runs.csv import csv_text

    return csv_text(Point._fields, points)


as_csv = partial(Exporter, name="csv", suffix=".csv", format="CSV", help=HELP)
EXPORTERS = (
    as_csv(
        RUN,
        text="Trace as &CSV…",
        tip="Write the selected run's trace as CSV",
        content=_run,
        keys="Ctrl+E",
        icon="export",
    ),
    as_csv(RUNS, text="One CS&V of these runs…", tip="Export all epochs of these runs as one CSV", content=_runs),
    as_csv(SWEEP, text="Export &CSV…", tip="Write all traces of the sweep as one CSV file", content=_sweep),
    as_csv(SCHEDULE, text="Schedule as CSV…", tip="Write the rate of each epoch as CSV", content=_schedule),
    as_csv(RATES, text="Rates as CSV…", tip="Write the loss at each rate as CSV", content=_rates),
)
