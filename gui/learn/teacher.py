"""Runs what the ways of learning ask about, beside the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.jobs.jobs import Jobs
from gui.jobs.question import Question

if TYPE_CHECKING:
    from training.practice.checker import Checker
    from training.practice.worker_process import WorkerProcess

Work = Callable[["Checker"], Iterator[object]]


class Teacher(QObject):
    """Owns the process in which snippets run; it begins with the first question."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.worker: WorkerProcess | None = None
        self._checker: Checker | None = None
        jobs.end_with(self._end)

    def asker(self, name: str, parent: QObject) -> Asker:
        """Return who asks questions under a name of one's own; the newest one counts."""
        return Asker(self, self._jobs.question("learn", name, parent))

    def finish(self) -> None:
        """Close the process, once no job needs it any more."""
        if self.worker is not None:
            self.worker.close()

    def _end(self) -> None:
        if self.worker is not None:
            self.worker.end()

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
        self._teacher, self._question = teacher, question
        self.answered, self.failed = question.answered, question.failed

    def ask(self, work: Work) -> None:
        """Have this done soon; each value that it yields is an answer."""
        self._question.ask(lambda: work(self._teacher.checker()))
