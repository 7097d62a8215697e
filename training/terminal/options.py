"""The options that several verbs have; the standard library is enough for them."""

from __future__ import annotations

from argparse import ArgumentParser

from training.exporting import RUN
from training.terminal.targets import add_targets
from training.terminal.typed import named, whole


def add_experiment(parser: ArgumentParser) -> None:
    """Add FILE and the settings that change it."""
    parser.add_argument(
        "file", nargs="?", type=named, metavar="FILE", help="experiment (TOML) or data; without it: the tutorial"
    )
    add_set(parser)


def add_set(parser: ArgumentParser) -> None:
    """Add the settings."""
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="change a setting, for instance --set scheduler.step_size=3; may be repeated",
    )


def add_quiet(parser: ArgumentParser) -> None:
    """Add the wish for less."""
    parser.add_argument("--quiet", action="store_true", help="no progress and no table, only the last line")


def add_run(parser: ArgumentParser) -> None:
    """Add the number of a recorded run."""
    parser.add_argument("run", type=whole, metavar="RUN", help="the run's number")


def add_runs(parser: ArgumentParser) -> None:
    """Add the numbers of recorded runs."""
    parser.add_argument("runs", nargs="+", type=whole, metavar="RUN", help="a run's number")


def add_way_on(parser: ArgumentParser) -> None:
    """Add how a recorded run goes on."""
    add_set(parser)
    parser.add_argument("--epochs", type=whole, metavar="N", help="so many epochs in all, not only those planned")
    add_targets(parser, RUN)
    add_quiet(parser)
