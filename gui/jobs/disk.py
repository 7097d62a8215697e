"""What is written, beside the window: a disk that takes seconds holds nothing up."""

from __future__ import annotations

import logging
import sys
from collections import deque
from collections.abc import Callable
from threading import Condition
from time import monotonic
from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import QObject, QThread, Signal

logger = logging.getLogger(__name__)

TIMEOUT = 30.0  # seconds that a closing window waits for what is to be written

Then = Callable[[Any], None]
Failed = Callable[[OSError], None]


def forget(_: object) -> None:
    """Do nothing about what a job came to."""


def surface(error: Exception) -> None:
    """Raise an error that nobody expects."""
    raise error


class Writer(Protocol):
    """Whoever writes, now or soon."""

    def do(self, job: Callable[[], object], then: Then = forget, failed: Failed = surface, name: str = "") -> None:
        """Do a job after all that were given before; `then` is told what it returns, `failed` its OSError.

        A job with a name takes the place of one with the same name that waits.
        """

    def settle(self) -> None:
        """Do all that is left to do."""

    def finish(self) -> None:
        """Do all that is left to do, and nothing any more."""


class AtOnce:
    """Writes at once, for whoever may wait."""

    def do(self, job: Callable[[], object], then: Then = forget, failed: Failed = surface, name: str = "") -> None:
        """Do a job."""
        try:
            found = job()
        except OSError as error:
            failed(error)
        else:
            then(found)

    def settle(self) -> None:
        """Nothing is left."""

    def finish(self) -> None:
        """Nothing is left."""


class _Job(NamedTuple):
    name: str
    do: Callable[[], object]
    then: Then
    failed: Failed


class Disk(QThread):
    """Does one job after another on a thread of its own; their ends are told on the window's."""

    ended = Signal()  # a job has

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = Condition()
        self._jobs = deque[_Job]()
        self._ends = deque[Callable[[], None]]()
        self._working = self._closed = False
        self.ended.connect(self._tell)
        self.start()

    def do(self, job: Callable[[], object], then: Then = forget, failed: Failed = surface, name: str = "") -> None:
        """Do a job after all that were given before; once the disk has finished, at once."""
        with self._changed:
            if not self._closed:
                waiting = (place for place, other in enumerate(self._jobs) if name and other.name == name)
                if (place := next(waiting, None)) is not None:
                    del self._jobs[place]
                self._jobs.append(_Job(name, job, then, failed))
                self._changed.notify_all()
                return
        AtOnce().do(job, then, failed)

    @property
    def waiting(self) -> int:
        """How many jobs have not begun."""
        return len(self._jobs)

    def settle(self) -> None:
        """Do all that is left, also what follows from it; gives up after TIMEOUT."""
        end = monotonic() + TIMEOUT
        while self._is_done(end - monotonic()) and self._ends:
            while self._ends:
                try:
                    self._tell()
                except Exception:  # shown, as Qt would have shown it, but the rest is to be done all the same
                    sys.excepthook(*sys.exc_info())

    def finish(self) -> None:
        """Do all that is left, and end."""
        self.settle()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self.wait(round(1000 * TIMEOUT))

    def run(self) -> None:
        """Work, on the thread."""
        while (job := self._next()) is not None:
            end = _done(job)
            with self._changed:
                self._ends.append(end)
                self._working = False
                self._changed.notify_all()
            self.ended.emit()

    def _next(self) -> _Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._closed)
            if not self._jobs:
                return None
            self._working = True
            return self._jobs.popleft()

    def _is_done(self, seconds: float) -> bool:
        """Wait until nothing is left to do; say whether that is so."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._jobs and not self._working, max(0.0, seconds))

    def _tell(self) -> None:
        if self._ends:
            self._ends.popleft()()


def _done(job: _Job) -> Callable[[], None]:
    """Do a job; return what is to be told on the window's thread, where an unforeseen error is seen."""
    try:
        found = job.do()
    except OSError as error:
        logger.warning("not written: %s", error)
        return lambda error=error: job.failed(error)  # type: ignore[misc]
    except Exception as error:
        return lambda error=error: surface(error)  # type: ignore[misc]
    return lambda: job.then(found)
