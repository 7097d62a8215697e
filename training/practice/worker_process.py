"""A process of its own in which snippets run, so that none can hang or disturb the program."""

from __future__ import annotations

import signal
from collections.abc import Iterable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Self

from training.practice.outcome import Outcome

TIME_LIMIT = 20.0  # seconds for one snippet
START_LIMIT = 120.0  # seconds to load torch on a busy machine
NO_END = "It did not come to an end."
TIMEOUT = 5.0  # seconds in which a process that was told to end does so


class WorkerProcess:
    """Runs snippets one after another, for one thread; its process begins with the first and ends with `close`."""

    def __init__(self, time_limit: float = TIME_LIMIT) -> None:
        self._time_limit = time_limit
        self._line: Connection | None = None
        self._process: BaseProcess | None = None
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, code: str, questions: Iterable[str] = ()) -> Outcome:
        """Return what the code does; one that does not end ends with TimeoutError as its error."""
        if self._ended:
            return Outcome(error="EOFError", message=NO_END)
        try:
            line = self._line or self._begin()
            line.send((code, tuple(questions)))
            outcome: Outcome = _received(line, self._time_limit)
        except (EOFError, OSError) as error:
            self.close()
            return Outcome(error=type(error).__name__, message=NO_END)
        return outcome

    def close(self) -> None:
        """End the process; another snippet begins a new one."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.kill()
            self._process.join(TIMEOUT)
            self._process = None

    def end(self) -> None:
        """Run nothing any more; what runs ends at once. For another thread than the one that runs."""
        self._ended = True
        if (process := self._process) is not None:
            process.kill()

    def _begin(self) -> Connection:
        context = get_context("spawn")
        self._line, far_end = context.Pipe()
        process = context.Process(target=_work, args=(far_end,), daemon=True)
        process.start()
        self._process = process  # only now can it be ended
        far_end.close()  # so that the process's end is the end of the line
        if self._ended:
            raise EOFError
        _received(self._line, START_LIMIT)
        return self._line


def _received(line: Connection, limit: float) -> Any:
    """Return what comes along the line; raises TimeoutError when nothing does, EOFError when nobody is there."""
    if not line.poll(limit):
        raise TimeoutError
    return line.recv()


def _work(line: Connection) -> None:
    """Run what comes along the line until it is closed; Ctrl+C is for the process at its other end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from training.practice.snippets import execute

    with suppress(EOFError, OSError):  # there is nobody at the other end any more
        line.send(None)
        while True:
            line.send(execute(*line.recv()))
