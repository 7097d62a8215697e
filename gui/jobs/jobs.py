"""The threads that answer what is asked beside the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDeadlineTimer, QObject

from gui.jobs.background import Background
from gui.jobs.question import Question

GRACE_MS = 300  # for jobs that run when the window closes, before what they wait for is ended
TIMEOUT_MS = 4000  # for those that are still left; then they end with the process


class Jobs(QObject):
    """Owns them all, by lanes: a lane does one job after another, and begins with its first one.

    quick: the plan, and short work that follows it there without taking Python from it.
    slow: what reads files.
    side: questions about the experiment, and about runs.
    proof: what takes as long as a training.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lanes: dict[str, Background] = {}
        self._endings: list[Callable[[], None]] = []

    def lane(self, name: str) -> Background:
        """Return the lane of this name."""
        if name not in self.lanes:
            self.lanes[name] = Background(self)
        return self.lanes[name]

    def question(self, lane: str, name: str, parent: QObject) -> Question:
        """Return a question that the lane answers, under a name of its own."""
        return Question(self.lane(lane), name, parent)

    def end_with(self, end: Callable[[], None]) -> None:
        """Have this called in the end where jobs wait for something else, as for a process."""
        self._endings.append(end)

    def finish(self) -> None:
        """End all threads."""
        for lane in self.lanes.values():
            lane.stop()
        if not self._ended_within(GRACE_MS):
            for end in self._endings:
                end()
            self._ended_within(TIMEOUT_MS)

    def _ended_within(self, milliseconds: int) -> bool:
        deadline = QDeadlineTimer(milliseconds)
        return all(lane.wait(deadline) for lane in self.lanes.values())
