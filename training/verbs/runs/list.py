"""`runs list`: a line for each recorded run."""

from __future__ import annotations

import math
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from training.exit_codes import DONE

if TYPE_CHECKING:  # importing it at run time would load more than the standard library
    from training.runs.store import RunSummary

HELP, ORDER = "print a line for each run", 1
HEAD = f"{'run':>5}  {'status':<11} {'epochs':>11} {'loss':>9} {'accuracy':>8} {'lowest':>9}  {'begun (UTC)':<16}  name"


def add_arguments(parser: ArgumentParser) -> None:
    """Add which runs, and in which order."""
    parser.add_argument("filter", nargs="*", metavar="FILTER", help='words, or conditions such as "loss < 0.4"')
    parser.add_argument("--sort", default="-id", metavar="COLUMN", help="for instance loss; --sort=-loss: falling")
    parser.add_argument("--json", action="store_true", help="print all that is known, as JSON")


def run(options: Namespace) -> int:
    """Print a line for each run that the filter lets through."""
    import json

    from training.runs.store import Mode, default_path
    from training.runs.store.opening import is_there
    from training.terminal.kept_runs import open_store

    runs: list[RunSummary] = []
    if is_there(default_path()):
        with open_store(Mode.READ) as store:
            runs = store.find(" ".join(options.filter), options.sort)
    print(json.dumps([_jsonable(one) for one in runs], indent=2) if options.json else _table(runs))
    return DONE


def _table(runs: list[RunSummary]) -> str:
    return "\n".join((HEAD, *map(_line, runs)))


def _line(run: RunSummary) -> str:
    from training.terminal.common import printable
    from training.terminal.kept_runs import origin

    epochs = f"{run.epochs} of {run.planned}"
    figures = (
        f"{'' if value is None else format(value, '.4f'):>{width}}"
        for value, width in ((run.loss, 9), (run.accuracy, 8), (run.lowest, 9))
    )
    begun = run.created[:16].replace("T", " ")
    tags = "".join(f" #{tag}" for tag in run.tags)
    come = f" ({origin(run)})" if run.parent is not None or run.sweep is not None else ""
    name = printable(run.name + come + tags)
    return f"{run.id:>5}  {run.status:<11} {epochs:>11} {' '.join(figures)}  {begun}  {name}"


def _jsonable(run: RunSummary) -> dict[str, Any]:
    """Return the run's values; what JSON has no number for as text: nan, inf, -inf."""
    return {
        name: str(value) if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in run._asdict().items()
    }
