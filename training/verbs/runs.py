"""`runs`: the recorded runs; list, show, export, delete and bring back."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec

import tomlkit

from training.exit_codes import DONE, FAILED
from training.experiment.file import plain
from training.files import FileError
from training.layout import COMMAND
from training.runs.csv import trace_csv
from training.runs.store import Mode, QueryError, RunStore, RunSummary, StoreError, UnknownRunError, default_path
from training.verbs.common import check_target, printable, refuse, write_csv
from training.verbs.table import trace_head, trace_row

HEAD = f"{'run':>5}  {'status':<11} {'epochs':>11} {'loss':>9} {'accuracy':>8} {'lowest':>9}  {'begun (UTC)':<16}  name"
NONE_YET = f"There are no recorded runs; `{COMMAND} train` records one."
P = ParamSpec("P")


def explaining(verb: Callable[P, int]) -> Callable[P, int]:
    """Let a verb print what a store or a file refuses, and return the exit code for it."""

    @wraps(verb)
    def explained(*args: P.args, **kwargs: P.kwargs) -> int:
        try:
            return verb(*args, **kwargs)
        except (UnknownRunError, QueryError) as error:
            return refuse(error)
        except StoreError as error:
            print(error, file=sys.stderr)
            return FAILED
        except FileError as error:
            return refuse(error)

    return explained


def open_store(mode: Mode) -> RunStore:
    """Open this user's runs; raises StoreError."""
    if not default_path().exists():
        raise UnknownRunError(NONE_YET)
    return RunStore(default_path(), mode)


@explaining
def list_runs(filter: str, order: str, as_json: bool) -> int:
    """Print a line for each run that the filter lets through."""
    runs: list[RunSummary] = []
    if default_path().exists():
        with open_store(Mode.READ) as store:
            runs = store.find(filter, order)
    print(json.dumps([_jsonable(run) for run in runs], indent=2) if as_json else "\n".join((HEAD, *map(_line, runs))))
    return DONE


@explaining
def show(number: int) -> int:
    """Print all that is known of a run: what it is called, its experiment, its trace."""
    with open_store(Mode.READ) as store:
        summary, trace = store.summary(number), store.load(number).trace
    facts = summary._asdict() | {"tags": ", ".join(summary.tags), "epochs": f"{summary.epochs} of {summary.planned}"}
    print(f"{number} {printable(summary.name)}")
    for name in ("status", "message", "epochs", "created", "device", "tags", "note"):
        if facts[name]:
            print(f"{name}: {printable(facts[name])}")
    if summary.parent is not None or summary.sweep is not None:
        print(_origin(summary))
    print(f"\n{tomlkit.dumps(plain(trace.experiment))}\n{trace_head(trace.experiment)}")
    for index in range(len(trace)):
        print(trace_row(trace, index))
    return DONE


@explaining
def export(number: int, csv: str) -> int:
    """Write a run's trace as CSV."""
    with open_store(Mode.READ) as store:
        trace = store.load(number).trace
    check_target(csv, None, trace.experiment)
    write_csv(csv, trace_csv(trace))
    return DONE


@explaining
def delete(numbers: Sequence[int]) -> int:
    """Take runs out of the list."""
    with open_store(Mode.WRITE) as store:
        store.delete(*numbers)
    print(f"Deleted; `{COMMAND} runs restore {' '.join(map(str, numbers))}` brings back.", file=sys.stderr)
    return DONE


@explaining
def restore(numbers: Sequence[int]) -> int:
    """Bring deleted runs back into the list."""
    with open_store(Mode.WRITE) as store:
        store.restore(*numbers)
    return DONE


def _line(run: RunSummary) -> str:
    epochs = f"{run.epochs} of {run.planned}"
    figures = (
        f"{'' if value is None else format(value, '.4f'):>{width}}"
        for value, width in ((run.loss, 9), (run.accuracy, 8), (run.lowest, 9))
    )
    begun = run.created[:16].replace("T", " ")
    tags = "".join(f" #{tag}" for tag in run.tags)
    origin = f" ({_origin(run)})" if run.parent is not None or run.sweep is not None else ""
    name = printable(run.name + origin + tags)
    return f"{run.id:>5}  {run.status:<11} {epochs:>11} {' '.join(figures)}  {begun}  {name}"


def _origin(run: RunSummary) -> str:
    return f"{run.way} {run.sweep}" if run.parent is None else f"fork of {run.parent} after epoch {run.forked}"


def _jsonable(run: RunSummary) -> dict[str, Any]:
    """Return the run's values; what JSON has no number for as text: nan, inf, -inf."""
    return {
        name: str(value) if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in run._asdict().items()
    }
