"""One kind of work beside the window, and its answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from gui.jobs.background import Background, surface_unexpected
from training.jobs import NOTHING_YET, Job


class _Answer(NamedTuple):
    """What a job came to, and which one: an answer may be on its way while another question is asked."""

    ticket: int
    value: object
    error: Exception | None = None


class Question(QObject):
    """Asks a background thread; a new question takes the place of the one before, whose answers come no more."""

    answered = Signal(object)  # a value that the job yielded
    failed = Signal(object)  # the exception that ended it

    def __init__(self, thread: Background, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._thread, self.name, self._ticket = thread, name, 0
        thread.yielded.connect(self._on_yielded)

    def ask(self, job: Job) -> None:
        """Have this job done soon."""
        self._ticket += 1
        ticket = self._ticket
        self._thread.submit(self.name, lambda: _answers(job, ticket))

    def withdraw(self) -> None:
        """Want no answer any more."""
        self.ask(lambda: iter(()))

    def _on_yielded(self, name: str, answer: object) -> None:
        if name != self.name or not isinstance(answer, _Answer) or answer.ticket != self._ticket:
            return
        if answer.error is not None:
            self.failed.emit(answer.error)
            surface_unexpected(answer.error)
        else:
            self.answered.emit(answer.value)


def _answers(job: Job, ticket: int) -> Iterator[object]:
    try:
        for value in job():
            yield value if value is NOTHING_YET else _Answer(ticket, value)
    except Exception as error:
        yield _Answer(ticket, None, error)
