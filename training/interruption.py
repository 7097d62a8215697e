"""The signals that ask the program to end; and Ctrl+C that cannot get lost.

Python drops a KeyboardInterrupt that is raised while a weak reference dies.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import TextIO

HANG_UP = getattr(signal, "SIGHUP", None)  # the terminal is gone; Windows has no such signal
_heard: list[int] = []  # as signals are, of the whole process; no lock, for one signal may come while another is heard


def ending_signals() -> list[signal.Signals]:
    """Return the signals that ask for an end; not a hang-up that nohup told us to ignore."""
    heeds = HANG_UP is not None and signal.getsignal(HANG_UP) is not signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([HANG_UP] if heeds and HANG_UP else [])]


def let_go_of_terminal() -> None:
    """Print into nothing what would go to a terminal, which is gone: each line would be an error."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    for stream in filter(None, (sys.stdout, sys.stderr)):
        if is_terminal(stream):
            os.dup2(nothing, stream.fileno())
    os.close(nothing)


def is_terminal(stream: TextIO) -> bool:
    """Whether what is printed goes to a terminal, also to one that is gone, of which `isatty` knows nothing."""
    return stat.S_ISCHR(os.fstat(stream.fileno()).st_mode)


@contextmanager
def remembered() -> Iterator[None]:
    """Raise KeyboardInterrupt at Ctrl+C as ever, and remember it for `raise_if_lost`."""
    _heard.clear()
    if current_thread() is not main_thread() or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield  # somebody else listens, or nobody shall
        return
    signal.signal(signal.SIGINT, _hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def raise_if_lost() -> None:
    """Raise the KeyboardInterrupt that was heard, if it was lost: nobody comes here after one that was not."""
    if _heard:
        raise KeyboardInterrupt


def _hear(number: int, frame: FrameType | None) -> None:
    _heard.append(number)
    raise KeyboardInterrupt
