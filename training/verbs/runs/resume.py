"""`runs resume`: train on from where a recorded run stands, as if it had never been interrupted."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from training.exporting import RUN
from training.terminal.options import add_run, add_way_on
from training.terminal.targets import Targets

HELP, ORDER = "train on from where a run stands", 8


def add_arguments(parser: ArgumentParser) -> None:
    """Add which run, and its way on."""
    add_run(parser)
    parser.add_argument("--schedule", choices=("own", "edited"), help="with --set: which schedule goes on")
    add_way_on(parser)


def run(options: Namespace) -> int:
    """Train what is left of the run, or on to more epochs, perhaps with another schedule from here on."""
    from training.terminal.ways_on import resume

    targets = Targets(RUN, options)
    return resume(options.run, options.epochs, options.set, options.schedule, targets, options.quiet)
