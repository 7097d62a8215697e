"""`sweep`: train all variants of an experiment; a table goes to standard output, progress to standard error."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from training.errors import ExpectedError
from training.exporting import SWEEP
from training.terminal.options import add_quiet, add_set
from training.terminal.targets import Targets, add_targets
from training.terminal.typed import named, whole

HELP, ORDER = "train all variants that an experiment's [sweep] table lists", 4


def add_arguments(parser: ArgumentParser) -> None:
    """Add which sweep, and how it trains."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=named, metavar="FILE", help="experiment file (TOML) with a [sweep] table")
    what.add_argument(
        "--resume", nargs="?", type=whole, const=0, metavar="N", help="go on with recorded sweep N, else the latest"
    )
    add_set(parser)
    add_targets(parser, SWEEP)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--exact", action="store_true", help="train each run to the last bit as if alone; slower")
    ways.add_argument("--race", action="store_true", help="the same, epoch by epoch side by side; says where they part")
    add_quiet(parser)
    parser.add_argument("--no-store", action="store_true", help="do not record the runs")


def run(options: Namespace) -> int:
    """Begin a sweep, or go on with a recorded one."""
    from training.engine.sweep.sweep import Way
    from training.terminal.sweeping import resume, sweep

    targets = Targets(SWEEP, options)
    if options.resume is None:
        way = Way.RACE if options.race else Way.EXACT if options.exact else Way.FAST
        return sweep(options.file, options.set, targets, options.quiet, way, not options.no_store)
    if options.set or options.exact or options.race or options.no_store:
        raise ExpectedError("--resume goes on with a sweep as it was begun; leave the other options out.")
    return resume(options.resume, targets, options.quiet)
