"""`runs export`: a run's trace as a file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from training.exit_codes import DONE
from training.terminal.options import add_run

HELP, ORDER = "write a run's trace", 7


def add_arguments(parser: ArgumentParser) -> None:
    """Add which run, and the file."""
    add_run(parser)
    parser.add_argument("--csv", metavar="PATH", default="-", help="the file; - for standard output")


def run(options: Namespace) -> int:
    """Write a run's trace as CSV."""
    from training.runs.csv import trace_csv
    from training.runs.store import Mode
    from training.terminal.common import check_target, write_csv
    from training.terminal.kept_runs import open_store

    with open_store(Mode.READ) as store:
        trace = store.load(options.run).trace
    check_target(options.csv, None, trace.experiment)
    write_csv(options.csv, trace_csv(trace))
    return DONE
