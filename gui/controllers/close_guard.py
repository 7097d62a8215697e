"""Closing the window: asks once while something trains, and loses nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMessageBox

from gui.document.session import TrainingSession
from gui.widgets.messages import Icon, message_box
from training.experiment.file import write_experiment
from training.files import FileError, explained
from training.runs.csv import write_trace
from training.runs.run import STARTING, Run, spoken


class Work(Protocol):
    """Something beside the training that closing ends; what it has finished is kept."""

    @property
    def running(self) -> bool:
        """Whether it is at work."""

    def finish(self) -> None:
        """End it within seconds."""


class CloseGuard(QObject):
    """Decides whether the window may close."""

    def __init__(self, window: QMainWindow, session: TrainingSession, works: Sequence[Work], folder: Path) -> None:
        super().__init__(window)
        self._window, self._session, self._works, self._folder = window, session, works, folder / "stopped"
        self._box: QMessageBox | None = None

    def may_close(self) -> bool:
        """Say yes when nothing is at work; else ask, and close later if that is the answer."""
        if self._session.live is None and not any(work.running for work in self._works):
            return True
        if self._box is None:
            self._ask(self._session.live)
        return False

    def close_now(self) -> None:
        """Stop, save and close without asking, as the system wants it when it shuts down."""
        if problem := self._stop_and_save(self._session.live):
            print(problem, file=sys.stderr)
        self._window.close()

    def _ask(self, run: Run | None) -> None:
        role = QMessageBox.ButtonRole
        what = "A sweep is running." if run is None else "A training is running."
        promise = "What is finished is kept, and it can go on from there."
        if run is not None and run.number != STARTING and self._session.library.store_for(run) is None:
            promise = f"Its finished epochs and its experiment are saved in {self._folder}."
        box = self._box = message_box(self._window, Icon.Question, what, promise)
        stop = box.addButton("Stop and save", role.AcceptRole)
        box.setDefaultButton(box.addButton("Stay", role.RejectRole))
        stop.clicked.connect(lambda: self._close_after(run))
        box.finished.connect(self._on_answered)
        box.open()

    def _on_answered(self) -> None:
        self._box = None

    def _close_after(self, run: Run | None) -> None:
        """Close once all is kept; else stay, where a run can be exported."""
        if problem := self._stop_and_save(run):
            self._window.show()
            message_box(self._window, Icon.Warning, f"The run was not saved. {problem}").open()
        else:
            self._window.close()

    def _stop_and_save(self, run: Run | None) -> str:
        """Stop all, keep what is finished, if not in the store then in files; return why that failed, if it did."""
        self._window.hide()  # what is finished may take a slow disk seconds
        for work in self._works:
            work.finish()
        self._session.finish()
        try:
            if run is not None and not self._session.library.keeps(run):
                self._save(run)
        except OSError as error:
            return str(error if isinstance(error, FileError) else explained("write", self._folder, error))
        return ""

    def _save(self, run: Run) -> None:
        # the process is named because windows that the system closes together save in the same second
        name = f"{datetime.now().astimezone():%Y-%m-%d %H.%M.%S} {spoken(run.number)} of {os.getpid()}"
        self._folder.mkdir(parents=True, exist_ok=True)
        write_trace(self._folder / f"{name}.csv", run.trace)
        write_experiment(self._folder / f"{name}.toml", run.trace.experiment)
