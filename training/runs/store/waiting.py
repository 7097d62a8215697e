"""Waiting for others who keep the file for themselves: for a moment as a rule; what takes longer is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from training.machine.holder import holder_of, is_stopped
from training.runs.store.errors import BusyError

TIMEOUT = 60.0  # seconds to wait while others open or write, each for a moment
UNNOTICED = 2.0  # seconds of it in which nobody wonders
PAUSE = 0.02  # seconds between two looks
WRITES = 120  # the byte of the file -shm that who writes has locked, as SQLite's file format has it
WAITING = "Waiting for"  # begins what is told
Found = TypeVar("Found")
Notify = Callable[[str], None]


def silent(sentence: str) -> None:
    """Tell nobody."""


def wait_for(attempt: Callable[[], Found | None], path: Path, lock: Path, offset: int, notify: Notify) -> Found:
    """Return what an attempt finds at last; raises BusyError.

    Args:
        attempt: returns None as long as another process is in the way.
        path: the file of runs.
        lock: the file, and at which `offset`, that the other process has locked.
        notify: is called once for whom one waits and how long, and then, when that is over, nothing: an empty text.
    """
    begin, notified = time.monotonic(), False
    try:
        while (found := attempt()) is None:
            waited = time.monotonic() - begin
            if waited > TIMEOUT:
                raise BusyError(
                    f"Cannot write {path}: {_whom(lock, offset)} has not let go of it for {TIMEOUT:g} s. "
                    "Let it go on or end it, and try again."
                )
            if waited > UNNOTICED and not notified:
                notified = True
                notify(f"{WAITING} {_whom(lock, offset)} to let go of {path}, for {TIMEOUT - waited:.0f} s at most.")
            time.sleep(PAUSE)
        return found
    finally:
        if notified:
            notify("")


def _whom(lock: Path, offset: int) -> str:
    process = holder_of(lock, offset)
    if process is None:
        return "another Stepwell"
    return f"process {process}, which is stopped," if is_stopped(process) else f"process {process}"
