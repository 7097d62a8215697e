"""Progress on standard error, and Ctrl+C as a request rather than an accident."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from types import FrameType, TracebackType
from typing import Self

from training.interruption import HANG_UP, ending_signals, let_go_of_terminal, raise_if_lost
from training.runs.pace import time_left

TERMINAL_SECONDS, LOG_SECONDS = 0.2, 5.0  # between two lines: redrawn in a terminal, appended to a log


class Progress:
    """One line that says how far the run is, not more often than an eye wants it."""

    def __init__(self, epochs: int, quiet: bool, done: int = 0) -> None:
        self._epochs, self._quiet, self._done = epochs, quiet, done
        self._terminal = sys.stderr.isatty() and not sys.stdout.isatty()
        self._begin = self._last = monotonic()

    def show(self, epoch: int) -> None:
        """Say that this epoch is finished."""
        now = monotonic()
        if self._quiet or now - self._last < (TERMINAL_SECONDS if self._terminal else LOG_SECONDS):
            return
        self._last = now
        left = time_left(epoch - self._done, self._epochs - self._done, now - self._begin)
        text = f"epoch {epoch} of {self._epochs}, {left} left"
        print(
            f"\r{text:<60}" if self._terminal else text,
            end="" if self._terminal else "\n",
            file=sys.stderr,
            flush=True,
        )

    def __enter__(self) -> Self:
        """Start the clock."""
        self._begin = self._last = monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave a clean line behind."""
        if self._terminal and not self._quiet:
            print(f"\r{'':<60}\r", end="", file=sys.stderr, flush=True)


class Interruption:
    """Takes the first Ctrl+C (SIGTERM, end of its terminal) as `stop after this epoch`.

    The second stops at once what is `heeded`; there is no third, so that what was found can be written.
    """

    def __init__(self) -> None:
        self.wanted = self._heeds = False
        self._before: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> Self:
        """Listen; raises KeyboardInterrupt if there was one that got lost before."""
        raise_if_lost()
        self._before = {number: signal.signal(number, self._ask) for number in ending_signals()}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the signals back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Let one KeyboardInterrupt break off what is done here, once the end is wanted; afterwards there is none."""
        self._heeds = True
        try:
            yield
        finally:
            self._heeds = False  # where the interrupt comes before this, it has itself done so

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if number == HANG_UP:
            let_go_of_terminal()
        elif self.wanted:
            if self._heeds:
                self._heeds = False
                raise KeyboardInterrupt
            return
        self.wanted = True
        with suppress(RuntimeError):  # the signal came while something else was printed there
            print("\nStopping after this epoch; once more to stop at once.", file=sys.stderr)
