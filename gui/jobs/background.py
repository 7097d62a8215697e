"""Work beside the window: the newest request of each kind wins, older ones are dropped half-way."""

from __future__ import annotations

import logging
from threading import Condition
from time import sleep

from PySide6.QtCore import QObject, QThread, Signal

from training.errors import ExpectedError
from training.jobs import NOTHING_YET, Job

logger = logging.getLogger(__name__)

BREATH = 0.01  # seconds for the window to draw a value: it draws ten times as fast while no other Python runs


def surface_unexpected(error: Exception) -> None:
    """Raise what nobody could expect, so that it is shown; what is expected is a sentence where it was asked for."""
    if not isinstance(error, ExpectedError):
        raise error


class Background(QThread):
    """Runs jobs one after another. A job is a generator; each value it yields is handed to the window."""

    yielded = Signal(str, object)  # the job's name and a value
    failed = Signal(str, object)  # the job's name and the exception that ended it

    def __init__(self, parent: QObject | None = None) -> None:
        """Wait for jobs; the thread begins with the first one."""
        super().__init__(parent)
        self.failed.connect(self._on_failed)
        self._changed = Condition()
        self._jobs: dict[str, Job] = {}
        self._quitting = False

    def submit(self, name: str, job: Job) -> None:
        """Run the job soon, instead of any job of this name that is still waiting or running."""
        with self._changed:
            self._jobs.pop(name, None)
            self._jobs[name] = job
            self._changed.notify_all()
            if not self._quitting:
                self.start()

    def stop(self) -> None:
        """Drop what is left; the thread ends as soon as the running job yields again."""
        with self._changed:
            self._quitting = True
            self._changed.notify_all()

    def run(self) -> None:
        """Work, on the thread."""
        while (next_job := self._next()) is not None:
            self._work(*next_job)

    def _next(self) -> tuple[str, Job] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._quitting)
            if self._quitting:
                return None
            name = next(iter(self._jobs))
            return name, self._jobs.pop(name)

    def _outdated(self, name: str) -> bool:
        with self._changed:
            return self._quitting or name in self._jobs

    def _on_failed(self, name: str, error: Exception) -> None:
        surface_unexpected(error)

    def _work(self, name: str, job: Job) -> None:
        try:
            for value in job():
                if self._outdated(name):
                    return
                if value is not NOTHING_YET:
                    self.yielded.emit(name, value)
                    sleep(BREATH)
        except Exception as error:
            logger.info("%s: %s", name, error)
            self.failed.emit(name, error)
