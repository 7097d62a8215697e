"""`shortcut`: Stepwell in the menu and on the desktop."""

from __future__ import annotations

import sys

from training.exit_codes import DONE, MACHINE_LACKS


def run() -> int:
    """Install the entries and say where they are."""
    from training.machine.shortcut import install

    try:
        paths = install()
    except OSError as error:
        print(f"The shortcut could not be made. {error}", file=sys.stderr)
        return MACHINE_LACKS
    print("Stepwell is in your menu now:", *paths, sep="\n  ")
    return DONE
