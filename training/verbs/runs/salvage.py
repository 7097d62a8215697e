"""`runs salvage`: what is whole in a damaged file, or in a backup, back into the list of runs."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from training.terminal.typed import named

HELP, ORDER = "get every run that is whole out of a damaged file, or a backup", 4


def add_arguments(parser: ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument(
        "file", nargs="?", type=named, metavar="FILE", help="without it: all that were found damaged so far"
    )
    parser.add_argument("--list", action="store_true", help="only say what would be saved")


def run(options: Namespace) -> int:
    """Copy every run that is whole into the store, or only list what would be."""
    from training.terminal.salvaging import salvage

    return salvage(options.file, options.list)
