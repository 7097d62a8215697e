"""`runs export`: a run's trace as a file."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from training.exit_codes import DONE
from training.exporting import RUN
from training.terminal.options import add_run
from training.terminal.targets import OUTPUT, Targets, add_targets

HELP, ORDER = "write a run's trace", 7


def add_arguments(parser: ArgumentParser) -> None:
    """Add which run, and the files."""
    add_run(parser)
    add_targets(parser, RUN)


def run(options: Namespace) -> int:
    """Write the run's trace, as CSV unless another way is said."""
    from training.runs.store import Mode
    from training.terminal.kept_runs import open_store

    targets = Targets(RUN, options, OUTPUT)
    with open_store(Mode.READ) as store:
        trace = store.load(options.run).trace
    targets.check(None, trace.experiment)
    targets.write(trace)
    return DONE
