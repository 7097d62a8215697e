"""What an entry starts, and the names by which desktops know it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

APPLICATION_ID = "io.github.stepwell.Stepwell"
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Program:
    """The interpreter, main.py and the resources that belong to it; absolute paths."""

    python: Path
    main: Path
    resources: Path

    @classmethod
    def running(cls) -> Self:
        """Return the program that is running now."""
        return cls(Path(sys.executable).absolute(), ROOT / "main.py", ROOT / "resources")
