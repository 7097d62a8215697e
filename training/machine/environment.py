"""The `.venv` beside the code: what it promises, and starting again inside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

UNFINISHED: Sequence[str] = ()


class SetUpError(Exception):
    """The set-up cannot go on; the text is whole sentences that say why and what to do."""


def show_message(sentence: str) -> None:
    """Print on standard error: standard output belongs to the results."""
    print(sentence, file=sys.stderr, flush=True)


class Environment:
    """A virtual environment with a stamp: the Python and the requirements that it was seen to meet.

    The stamp is emptied first and filled last, so a set-up that was killed is known by it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
        self.stamp = folder / "stepwell-stamp"

    def is_running(self) -> bool:
        """Whether this process runs inside the environment."""
        return Path(sys.prefix).resolve() == self.folder.resolve()

    def is_usable(self) -> bool:
        """Whether this Python's packages can be added to it."""
        return self.python.exists() and self.packages.is_dir() and self.stamped() != UNFINISHED

    def promises(self, wanted: Sequence[str]) -> bool:
        """Whether the stamp holds all these requirements, for this version of Python."""
        return set(wanted) <= set(self.stamped() or UNFINISHED) and self.python.exists()

    def stamped(self) -> Sequence[str] | None:
        """Return the stamp's requirements: UNFINISHED for another Python, None where there is no stamp."""
        try:
            python, *requirements = self.stamp.read_text("utf-8").split("\n")
        except (FileNotFoundError, NotADirectoryError):
            return None
        return tuple(requirements) if python == sys.implementation.cache_tag else UNFINISHED

    def write_stamp(self, requirements: Sequence[str]) -> None:
        """Promise these requirements from now on."""
        self.stamp.write_text("\n".join([str(sys.implementation.cache_tag), *requirements]), "utf-8")

    def enter(self) -> NoReturn:
        """Start this command again inside the environment."""
        command = [str(self.python), *sys.orig_argv[1:]]
        os.environ.pop("__PYVENV_LAUNCHER__", None)  # would lead a Mac's framework Python back to itself
        if os.name == "nt":
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the command itself, which hears it too
            sys.exit(subprocess.call(command))
        os.execv(self.python, command)
