"""`shortcut`: Stepwell in the menu and on the desktop."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from training.exit_codes import DONE, MACHINE_LACKS

HELP, ORDER = "put Stepwell into the menu and on the desktop", 9


def add_arguments(parser: ArgumentParser) -> None:
    """Add nothing."""


def run(options: Namespace) -> int:
    """Install the entries and say where they are."""
    from training.machine.shortcut import install

    try:
        paths = install()
    except OSError as error:
        print(f"The shortcut could not be made. {error}", file=sys.stderr)
        return MACHINE_LACKS
    print("Stepwell is in your menu now:", *paths, sep="\n  ")
    return DONE
