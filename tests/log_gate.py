"""What Stepwell logs as a warning or worse turns a test red, and so does an error that a window caught as unforeseen.

A test marked with `logs` expects lines that hold its patterns, and turns red where one does not come.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

OURS = ("gui", "training", "py")  # py.warnings: warnings in a program that a test starts
IN_FILE = re.compile(rf"\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) (?:{'|'.join(OURS)})\b.*(?:\n(?!\d{{4}}-\d\d-).*)*")


class LogGate(logging.Handler):
    """Hears what is logged in this process, and reads what the programs that a test started have logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        self._heard: list[str] = []
        self._expected: dict[str, bool] = {}  # pattern: whether it came
        self._hook = threading.excepthook

    def emit(self, record: logging.LogRecord) -> None:
        """Hear our own loggers; those of libraries are not ours to mend."""
        if record.name.partition(".")[0] in OURS:
            self._heard.append(self.format(record))

    def read(self, home: Path) -> None:
        """Hear what stands in the log files below a home folder."""
        for file in home.rglob("stepwell.log*"):
            if file.is_file():
                self._heard += IN_FILE.findall(file.read_text("utf-8", errors="replace"))

    def fail_if_unexpected(self) -> None:
        heard, self._heard = self._heard, []
        for pattern in self._expected:
            matching = [line for line in heard if re.search(pattern, line)]
            self._expected[pattern] |= bool(matching)
            heard = [line for line in heard if line not in matching]
        if heard:
            pytest.fail("Logged, though the test does not expect it:\n" + "\n".join(heard), pytrace=False)

    def fail_if_missed(self) -> None:
        if missed := [pattern for pattern, came in self._expected.items() if not came]:
            pytest.fail(f"Expected in the log, and not there: {missed}", pytrace=False)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Function) -> Iterator[None]:
        self._hook = threading.excepthook
        self._heard.clear()
        self._expected = {pattern: False for mark in item.iter_markers("logs") for pattern in mark.args}
        yield

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        yield
        self.fail_if_unexpected()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Function) -> Iterator[None]:
        yield
        if "home" in item.funcargs:
            self.read(item.funcargs["home"])
        threading.excepthook = self._hook  # a window's own would take the next test's errors
        self.fail_if_unexpected()
        self.fail_if_missed()
