"""One kind of work beside the window, and its answers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gui.background import Background, Job


class Question(QObject):
    """Asks a background thread; a new question takes the place of the one before.

    Signals:
        answered: a value that the job yielded.
        failed: the exception that ended it.
    """

    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, thread: Background, name: str, parent: QObject) -> None:
        """Ask on this thread, under a name of one's own."""
        super().__init__(parent)
        self._thread, self._name = thread, name
        thread.yielded.connect(self._on_yielded)
        thread.failed.connect(self._on_failed)

    def ask(self, job: Job) -> None:
        """Have this job done soon."""
        self._thread.submit(self._name, job)

    def withdraw(self) -> None:
        """Want no answer any more."""
        self._thread.submit(self._name, lambda: iter(()))

    def _on_yielded(self, name: str, value: object) -> None:
        if name == self._name:
            self.answered.emit(value)

    def _on_failed(self, name: str, error: Exception) -> None:
        if name == self._name:
            self.failed.emit(error)
