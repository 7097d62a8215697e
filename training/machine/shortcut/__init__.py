"""Stepwell in the menu and on the desktop, for this user only."""

from __future__ import annotations

import sys
from pathlib import Path

from training.machine.shortcut import linux, macos, windows
from training.machine.shortcut.program import Program

SYSTEMS = {"win32": windows.install, "darwin": macos.install}


def install() -> list[Path]:
    """Put the entries in place, or anew, for the interpreter that runs now; returns them. Raises OSError."""
    return SYSTEMS.get(sys.platform, linux.install)(Program.running())
