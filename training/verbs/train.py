"""`train`: train an experiment; the trace goes to standard output, progress to standard error."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from training.exporting import RUN
from training.terminal.options import add_experiment, add_quiet
from training.terminal.targets import Targets, add_targets

HELP, ORDER = "train an experiment and print its trace", 1


def add_arguments(parser: ArgumentParser) -> None:
    """Add the experiment, and what becomes of its run."""
    add_experiment(parser)
    add_targets(parser, RUN)
    add_quiet(parser)
    parser.add_argument("--no-store", action="store_true", help="do not record the run")


def run(options: Namespace) -> int:
    """Train, print the trace, write the CSV; an interrupted or failed run keeps its finished epochs."""
    from training.terminal.training import train

    return train(options.file, options.set, Targets(RUN, options), options.quiet, not options.no_store)
