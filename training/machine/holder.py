"""Which process keeps a file's lock, where the system tells."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
STOPPED = "Tt"  # by a signal, by a debugger


def holder_of(path: Path, offset: int = 0) -> int | None:
    """Return the process that has locked the file for writing at this byte; None: nobody, or it cannot be told."""
    with suppress(OSError, ValueError):
        status = path.stat()
        device = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
        for line in (PROC / "locks").read_text().splitlines():
            words = line.split()
            if words[3:4] == ["WRITE"] and words[5] == device and _covers(words[6], words[7], offset):
                return int(words[4]) if int(words[4]) > 0 else None  # 0: it is in another container
    return None


def is_stopped(process: int) -> bool:
    """Whether the process does nothing until it is told to go on."""
    with suppress(OSError, IndexError):
        return (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()[0] in STOPPED
    return False


def _covers(first: str, last: str, offset: int) -> bool:
    return int(first) <= offset and (last == "EOF" or offset <= int(last))
