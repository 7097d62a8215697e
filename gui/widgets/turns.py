"""Steps that follow each other, with the window's own work in between: what is long together is short each."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject

from gui.widgets.timers import single_shot


class Turns:
    """Takes one step in each turn of the event loop, in order."""

    def __init__(self, parent: QObject) -> None:
        self._steps = deque[Callable[[], object]]()
        self._timer = single_shot(parent, 0)
        self._timer.timeout.connect(self._step)

    def add(self, *steps: Callable[[], object]) -> None:
        """Take these steps, too, after those that wait."""
        self._steps.extend(steps)
        self._timer.start()

    def finish(self) -> None:
        """Take all steps that wait now."""
        while self._steps:
            self._step()

    def drop(self) -> None:
        """Take none of the steps that wait."""
        self._steps.clear()
        self._timer.stop()

    def _step(self) -> None:
        step = self._steps.popleft()
        self._timer.stop()
        if self._steps:
            self._timer.start()
        step()
