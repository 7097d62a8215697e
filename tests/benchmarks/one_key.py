"""What one key in the form sets off: Python calls of Stepwell's own code, and the files that they are in, by room.

Run from the project's root: python -m tests.benchmarks.one_key [TAB]
The Runs tab is in front, or the one that is named. Counted are the window's thread and all others, apart.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from gui.window.workbench import Workbench
from tests.benchmarks.window import open_window, rest

ROOT = f"{Path(__file__).parents[2]}/"
SETTLE_MS = 1500  # until nothing is asked any more


class Calls:
    """Counts calls of our own functions by their file."""

    def __init__(self) -> None:
        """Count nothing yet."""
        self.here, self.beside = Counter[str](), Counter[str]()
        self._window = threading.get_ident()

    def note(self, frame: FrameType, event: str, _: Any) -> None:
        """Note a call; for `sys.setprofile`."""
        file = frame.f_code.co_filename
        if event == "call" and file.startswith((f"{ROOT}gui/", f"{ROOT}training/")):
            counter = self.here if threading.get_ident() == self._window else self.beside
            counter[file.removeprefix(ROOT)] += 1

    def follow(self, bench: Workbench, note: Callable[..., None] | None) -> None:
        """Count, or do not any more, on the window's thread and on those beside it."""
        for thread in bench.context.jobs.lanes.values():
            thread.submit("calls", lambda: iter((sys.setprofile(note),)))
        rest(SETTLE_MS)
        sys.setprofile(note)

    def words(self) -> str:
        """Return both sums, and where most calls are."""
        rooms = Counter[str]()
        for file, calls in self.here.items():
            rooms["/".join(file.split("/")[:2])] += calls
        most = ", ".join(f"{room} {calls:,}" for room, calls in rooms.most_common(8))
        files = _most(self.here)
        return (
            f"all: {(self.here + self.beside).total():,} calls in {len(self.here + self.beside)} files\n"
            f"the window's thread: {self.here.total():,} calls in {len(self.here)} files\n  {most}\n  {files}\n"
            f"beside it: {self.beside.total():,} calls in {len(self.beside)} files\n  {_most(self.beside)}"
        )


def _most(calls: Counter[str]) -> str:
    return ", ".join(f"{file} {count:,}" for file, count in calls.most_common(12))


def type_a_key(bench: Workbench) -> Calls:
    """Type a digit in `step_size`, and count what that sets off."""
    field = bench.context.form.findChild(QLineEdit, "scheduler.step_size")
    assert field is not None
    field.setFocus()
    field.selectAll()
    calls = Calls()
    QTest.keyClicks(field, "4")
    field.selectAll()
    calls.follow(bench, calls.note)
    QTest.keyClicks(field, "3")
    rest(SETTLE_MS)
    calls.follow(bench, None)
    assert bench.context.document.value("scheduler.step_size") == 3
    return calls


def main(tab: str = "Runs") -> None:
    """Open the window, type and print."""
    _, bench = open_window()
    rest(SETTLE_MS)
    tabs = bench.window.tabs
    tabs.setCurrentIndex(next(i for i in range(tabs.count()) if tabs.tabText(i).replace("&", "") == tab))
    rest(SETTLE_MS)
    print(type_a_key(bench).words())
    bench.close_guard.close_now()


if __name__ == "__main__":
    main(*sys.argv[1:])
