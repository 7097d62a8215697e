"""A lock between processes that the kernel frees with its holder, so that no crash leaves it behind."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def try_lock(handle: int) -> bool:
        """Take the lock of an open file, if nobody has it."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    is_free = try_lock
else:
    import fcntl

    def try_lock(handle: int) -> bool:
        """Take the lock of an open file, if nobody has it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def is_free(handle: int) -> bool:
        """Whether nobody has the lock of an open file; two may ask at the same time."""
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def hold(path: Path) -> BinaryIO | None:
    """Return the file, whose lock is held until it is closed; None when someone else has it. Raises OSError."""
    file = path.open("ab")
    if try_lock(file.fileno()):
        return file
    file.close()
    return None


def is_held(path: Path) -> bool:
    """Whether someone holds the file's lock."""
    try:
        with path.open("rb") as file:
            return not is_free(file.fileno())
    except OSError:
        return False


@contextmanager
def held(path: Path, before_waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the file's lock inside the block; when another process has it, say so once and wait.

    Children started with close_fds=False share it: a pip that outlives its killed parent keeps others out.
    """
    with path.open("ab") as file:
        os.set_inheritable(file.fileno(), True)
        if not try_lock(file.fileno()):
            before_waiting()
            while not try_lock(file.fileno()):
                time.sleep(0.2)
        yield
