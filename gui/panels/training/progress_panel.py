"""How far the training is, how long it will take, and on what it runs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.widgets.share_bar import ShareBar
from training.runs.pace import Pace
from training.runs.run import STARTING, Run, Status, spoken

READY, NOT_READY = "Ready to train.", "Not ready to train: the form says why."


class ProgressPanel(QWidget):
    """A line of words, a bar and the device."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = QLabel(READY)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setObjectName("progress.words")
        self._bar = ShareBar("Finished epochs")
        self._bar.setFixedWidth(160)
        self._device = QLabel()
        self._device.setObjectName("device")
        self._device.setProperty("role", "summary")
        self._device.setTextFormat(Qt.TextFormat.PlainText)
        self._pace = Pace()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.setSpacing(12)
        layout.addStretch(1)
        for widget in (self._words, self._bar, self._device):
            layout.addWidget(widget)

    def set_device(self, name: str) -> None:
        """Name the device that trains."""
        self._device.setText(name)

    def show_ready(self, ready: bool) -> None:
        """Say whether a training can begin, as long as no run was shown."""
        if self._words.text() in (READY, NOT_READY):
            self._words.setText(READY if ready else NOT_READY)

    def show_run(self, run: Run) -> None:
        """Show how far the run is."""
        done, wanted = len(run.trace), run.trace.experiment.epochs
        self._bar.show_share(done, wanted)
        if run.device:
            self.set_device(run.device)
        name = "A new run" if run.number == STARTING else spoken(run.number).capitalize()
        self._words.setText(f"{name}: {self._state(run, done, wanted)}")

    def _state(self, run: Run, done: int, wanted: int) -> str:
        if run.status is Status.LOADING:
            self._pace.restart(done)
            return "loading…"
        where = f"epoch {done:,} of {wanted:,}"
        if run.status is not Status.RUNNING:
            self._pace.restart(done)
            return f"{run.status}, {where}"
        left = self._pace.left(done, wanted)
        return f"{where}, {left} left" if left else where
