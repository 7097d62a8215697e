"""Starts and stops a sweep, and says how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.widgets.labels import NoteLabel
from gui.widgets.push_button import push_button
from gui.widgets.share_bar import ShareBar
from training.experiment.schedulers import counted
from training.runs.pace import Pace

if TYPE_CHECKING:
    from training.runs.sweep_results import SweepResults

SPACING = 8


class SweepRunBar(QWidget):
    """Three buttons, a bar and a line of words."""

    start_wanted = Signal()  # train all runs from the beginning
    stop_wanted = Signal()  # end, and keep what is finished
    go_on_wanted = Signal()  # take up what was stopped

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start = push_button("sweep.start", "R&un the sweep", "Train the experiment with each combination", self)
        self.stop = push_button("sweep.stop", "Sto&p", "End the sweep; what is finished is kept", self)
        self.go_on = push_button("sweep.go_on", "&Go on", "Take up the sweep that was stopped, where it stands", self)
        self._bar = ShareBar("Finished epochs of the sweep", self)
        self._words = NoteLabel("summary", self)
        self._words.setObjectName("sweep.progress")
        self._pace = Pace()
        self._arrange()
        self.start.clicked.connect(self.start_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.go_on.clicked.connect(self.go_on_wanted)
        self.set_state(running=False, can_start=False, can_go_on=False)

    def set_state(self, *, running: bool, can_start: bool, can_go_on: bool) -> None:
        """Offer what can be done now."""
        self.start.setEnabled(can_start and not running)
        self.stop.setEnabled(running)
        self.go_on.setEnabled(can_go_on and not running)

    def begin(self, results: SweepResults) -> None:
        """Judge the time that is left from now on."""
        self._pace.restart(results.epochs_done)
        self.show_progress(results, running=True)

    def show_progress(self, results: SweepResults, *, running: bool) -> None:
        """Say how far the sweep is."""
        runs, done, wanted = len(results.traces), results.epochs_done, results.epochs
        self._bar.show_share(done, wanted)
        ended = f"{results.ended:,} of {counted(runs, 'run')}, epoch {done:,} of {wanted:,}"
        left = self._pace.left(done, wanted) if running else ""
        stopped = ", stopped" if not running and results.ended < runs else ""
        self._words.say(f"{ended}{results.troubles}{stopped}{f', {left} left' if left else ''}.")

    def say(self, sentence: str, role: str = "summary") -> None:
        """Show a sentence in place of the progress."""
        self._words.say(sentence, role)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING)
        for button in (self.start, self.stop, self.go_on):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(buttons)
        layout.addWidget(self._bar)
        layout.addWidget(self._words)
