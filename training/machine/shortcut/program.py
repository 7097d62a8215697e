"""What an entry starts, and the names by which desktops know it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from training.layout import RESOURCES, ROOT
from training.machine.installed import script

APPLICATION_ID = "io.github.stepwell.Stepwell"
SCRIPT = "stepwell"


@dataclass(frozen=True)
class Program:
    """The command that opens the window, a program and what it is given first, and its resources; absolute paths."""

    command: tuple[Path, ...]
    resources: Path = RESOURCES

    @classmethod
    def running(cls) -> Self:
        """Return the program that is running now; its own script where it was installed, which outlives updates."""
        own = script(SCRIPT)
        return cls((own,) if own else (Path(sys.executable).absolute(), ROOT / "main.py"))
