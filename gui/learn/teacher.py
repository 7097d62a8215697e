"""Runs what the ways of learning ask about, beside the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.jobs.background import Background
from gui.jobs.question import Question

if TYPE_CHECKING:
    from training.practice.checker import Checker
    from training.practice.worker_process import WorkerProcess

Work = Callable[["Checker"], Iterator[object]]
PATIENCE_MS, LAST_MS = 300, 4000  # with a job that runs when the window closes, before and after its process is ended


class Teacher(QObject):
    """Owns a thread, and the process in which snippets run; both begin with the first question."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin nothing yet."""
        super().__init__(parent)
        self._thread = Background(self)
        self.worker: WorkerProcess | None = None
        self._checker: Checker | None = None

    def asker(self, name: str, parent: QObject) -> Asker:
        """Return who asks questions under a name of one's own; the newest one counts."""
        return Asker(self, Question(self._thread, name, parent))

    def begin(self) -> None:
        """Have the thread run."""
        if not self._thread.isRunning():
            self._thread.start()

    def finish(self) -> None:
        """End the thread and the process within seconds."""
        self._thread.stop()
        if not self._thread.wait(PATIENCE_MS):
            if self.worker is not None:
                self.worker.end()
            self._thread.wait(LAST_MS)
        if self.worker is not None:
            self.worker.close()

    def checker(self) -> Checker:
        """Return the checker, on the thread that works."""
        from training.practice.checker import Checker
        from training.practice.worker_process import WorkerProcess

        if self._checker is None:
            self.worker = WorkerProcess()
            self._checker = Checker(self.worker)
        return self._checker


class Asker:
    """Asks one kind of question.

    Attributes:
        answered, failed: signals of the answers, and of the exception that ended one.
    """

    def __init__(self, teacher: Teacher, question: Question) -> None:
        """Ask this teacher."""
        self._teacher, self._question = teacher, question
        self.answered, self.failed = question.answered, question.failed

    def ask(self, work: Work) -> None:
        """Have this done soon; each value that it yields is an answer."""
        self._teacher.begin()
        self._question.ask(lambda: work(self._teacher.checker()))
