"""Ctrl+C that cannot get lost: Python drops a KeyboardInterrupt that is raised while a weak reference dies."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, current_thread, main_thread
from types import FrameType

_heard = Event()  # as signals are, of the whole process


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
    if _heard.is_set():
        raise KeyboardInterrupt


def _hear(number: int, frame: FrameType | None) -> None:
    _heard.set()
    raise KeyboardInterrupt
