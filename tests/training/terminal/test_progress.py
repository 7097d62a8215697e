"""Ctrl+C, again and again, from any line of the terminal's own code on: what was trained before it is written."""

from __future__ import annotations

import csv
import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from training.cli import main
from training.runs.trace import Trace

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
TRIES, NEVER = 15, 1_000_000_000
PRESSES, APART = 6, 2e-5  # seconds
OURS = ("training/terminal/", "contextlib.py")


class Impatience:
    """Presses Ctrl+C from a line on, counted from the first epoch; notes how many epochs there were then.

    The alarm clock presses: Python no longer looks at lines once an exception has come out of such a look.
    """

    def __init__(self, first: int) -> None:
        self.left, self.epochs, self.lines, self._first = PRESSES, 0, 0, first

    def __call__(self, frame: FrameType, event: str, _: Any) -> Any:
        """Look at the lines of the terminal's code, and of what its blocks are made of; for `sys.settrace`."""
        return self._line if any(part in frame.f_code.co_filename for part in OURS) else None

    def _line(self, frame: FrameType, event: str, _: Any) -> Any:
        trace = next((value for value in frame.f_locals.values() if isinstance(value, Trace) and len(value)), None)
        if trace is None and not self.epochs:
            return self._line
        self.lines += 1
        if self.lines > self._first and not self.epochs:
            self.epochs = len(trace or ())
            signal.setitimer(signal.ITIMER_REAL, APART, APART)
        return self._line

    def press(self, *_: object) -> None:
        """Press once, as long as there is patience; for an alarm."""
        if self.left:
            self.left -= 1
            signal.raise_signal(signal.SIGINT)


@pytest.fixture(autouse=True)
def python_listens() -> Iterator[None]:
    """Python's own handler, and whatever traces, afterwards as before."""
    before, tracing = signal.signal(signal.SIGINT, signal.default_int_handler), sys.gettrace()
    alarm = signal.getsignal(signal.SIGALRM)
    yield
    sys.settrace(tracing)
    signal.signal(signal.SIGINT, before)
    signal.signal(signal.SIGALRM, alarm)


def pressed_from(first: int, path: Path) -> Impatience:
    """Train three epochs with Ctrl+C from this line on."""
    impatience = Impatience(first)
    signal.signal(signal.SIGALRM, impatience.press)
    sys.settrace(impatience)
    try:
        main(["train", "--no-store", "--set=epochs=3", f"--csv={path}"])
    except KeyboardInterrupt:
        pass  # pressed once more when all was done
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.settrace(None)
    return impatience


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # pressed when all was done
def test_the_csv_has_the_epochs_before_the_first_of_many_presses_whenever_they_come(tmp_path: Path) -> None:
    lines = pressed_from(NEVER, tmp_path / "whole.csv").lines
    assert lines > 50
    for first in random.Random(lines).sample(range(lines), TRIES):
        path = tmp_path / f"{first}.csv"
        impatience = pressed_from(first, path)
        rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
        assert [int(row["epoch"]) for row in rows] == list(range(1, len(rows) + 1))
        assert len(rows) >= impatience.epochs
