"""Closing the window: asks once while training, and loses nothing."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow, QMessageBox

from gui.messages import Icon, message_box
from gui.session import TrainingSession
from training.experiment.file import write_experiment
from training.files import FileError, explained
from training.runs.csv import write_trace
from training.runs.run import Run


class Farewell(QObject):
    """Decides whether the window may close.

    Signals:
        agreed: it closes now.
    """

    agreed = Signal()

    def __init__(self, window: QMainWindow, session: TrainingSession, folder: Path) -> None:
        """Save runs that closing cuts short in a folder below this one."""
        super().__init__(window)
        self._window, self._session, self._folder = window, session, folder / "stopped"
        self._box: QMessageBox | None = None

    def may_close(self) -> bool:
        """Say yes when nothing trains; else ask, and close later if that is the answer."""
        if self._session.live is None:
            self.agreed.emit()
            return True
        if self._box is None:
            self._ask(self._session.live)
        return False

    def close_now(self) -> None:
        """Stop, save and close without asking, as the system wants it when it shuts down."""
        run = self._session.live
        if run is not None and (problem := self._stop_and_save(run)):
            print(problem, file=sys.stderr)
        self._window.close()

    def _ask(self, run: Run) -> None:
        role = QMessageBox.ButtonRole
        promise = f"Its finished epochs and its experiment are saved in {self._folder}."
        box = self._box = message_box(self._window, Icon.Question, "A training is running.", promise)
        stop = box.addButton("Stop and save", role.AcceptRole)
        box.setDefaultButton(box.addButton("Stay", role.RejectRole))
        stop.clicked.connect(lambda: self._close_after(run))
        box.finished.connect(self._on_answered)
        box.open()

    def _on_answered(self) -> None:
        self._box = None

    def _close_after(self, run: Run) -> None:
        """Close once the run is saved; else stay, where it can be exported."""
        if problem := self._stop_and_save(run):
            message_box(self._window, Icon.Warning, f"The run was not saved. {problem}").open()
        else:
            self._window.close()

    def _stop_and_save(self, run: Run) -> str:
        """Stop the run, keep what it finished, and return why that failed, if it did."""
        self._session.finish()
        try:
            if len(run.trace):
                self._save(run)
        except OSError as error:
            return str(error if isinstance(error, FileError) else explained("write", self._folder, error))
        return ""

    def _save(self, run: Run) -> None:
        # the process is named because windows that the system closes together save in the same second
        name = f"{datetime.now().astimezone():%Y-%m-%d %H.%M.%S} run {run.number} of {os.getpid()}"
        self._folder.mkdir(parents=True, exist_ok=True)
        write_trace(self._folder / f"{name}.csv", run.trace)
        write_experiment(self._folder / f"{name}.toml", run.trace.experiment)
