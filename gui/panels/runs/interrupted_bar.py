"""What was training when the program ended, and whether it is to go on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.widgets.info_bar import InfoBar
from training.experiment.schedulers import counted
from training.runs.run import Status
from training.runs.store import RunSummary

FILTER = f"status = {Status.INTERRUPTED}"


class InterruptedBar(InfoBar):
    """Offers to go on with an interrupted run, or to show several."""

    go_on_wanted = Signal(int)  # the run's number
    show_wanted = Signal()  # the runs are to be listed
    leave_wanted = Signal(list)  # the numbers of the runs that are to stay as they are

    def __init__(self, parent: QWidget) -> None:
        super().__init__("bar.interrupted", parent)
        self._numbers: list[int] = []
        self.go_on = self.add_button("interrupted.go_on", "Go on", "Train the interrupted run on to its end")
        self.show_all = self.add_button("interrupted.show", "Show them", "List the interrupted runs only")
        self.leave = self.add_button("interrupted.leave", "Leave it", "Keep what is there, and ask no more")
        self.go_on.clicked.connect(lambda: self.go_on_wanted.emit(self._numbers[0]))
        self.show_all.clicked.connect(self.show_wanted)
        self.leave.clicked.connect(lambda: self.leave_wanted.emit(self._numbers))

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Ask about these runs; none hides the bar."""
        self._numbers = [run.id for run in runs]
        self.go_on.setVisible(len(runs) == 1)
        self.show_all.setVisible(len(runs) > 1)
        self.leave.setText("Leave it" if len(runs) == 1 else "Leave them")
        self.say(_words(runs))


def _words(runs: Sequence[RunSummary]) -> str:
    if len(runs) != 1:
        return (
            f"{len(runs):,} runs were training when the program ended. Their finished epochs are kept." if runs else ""
        )
    run = runs[0]
    kept = f"{run.epochs:,} of {counted(run.planned, 'epoch')}"
    return f"Run {run.id} was training when the program ended: {kept} {'is' if run.epochs == 1 else 'are'} kept."
