"""Answers why the rate changed: of the selected run, else of the form's plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.document.document import ExperimentDocument
from gui.document.preparation import Preparation
from gui.jobs.question import Question
from gui.panels.why.why_panel import WhyPanel
from training.experiment.experiment import Experiment
from training.runs.run import Run

if TYPE_CHECKING:
    from training.schedule.assumption import Assumption
    from training.schedule.preview import Schedule
    from training.schedule.why.replay import Figures


class WhyController(QObject):
    """Explains a change when one is chosen.

    Signals:
        explained: the panel has an explanation that was just asked for.
    """

    explained = Signal()

    def __init__(
        self,
        panel: WhyPanel,
        document: ExperimentDocument,
        preparation: Preparation,
        selected: Callable[[], Run | None],
    ) -> None:
        """Explain beside the window."""
        super().__init__(panel)
        self._panel, self._document, self._preparation, self._selected = panel, document, preparation, selected
        self._schedule: Schedule | None = None
        self._question = Question(preparation.side, "why", self)
        self._question.answered.connect(panel.show_explanation)
        panel.change_wanted.connect(self._ask)

    def follow(self, schedule: Schedule | None) -> None:
        """Step through the changes of the selected run, else of this plan."""
        self._schedule = schedule
        run = self._selected()
        if run is not None:
            self._panel.set_changes(run.trace.changes.tolist())
        elif schedule is not None:
            self._panel.set_changes(schedule.changes.tolist())
        self._question.withdraw()
        self._panel.show_explanation(None)

    def explain_row(self, epoch: int) -> None:
        """Explain the change after this epoch of the selected run, else the one that this epoch begins with."""
        run = self._selected()
        if run is None:
            return
        changes = run.trace.changes
        for changed in (epoch, epoch - 1):
            if changed in changes:
                self._ask(changed)
                return

    def explain(self, epoch: int) -> None:
        """Explain the change after this epoch, and tell that there is something to read."""
        self._ask(epoch)
        self.explained.emit()

    def _ask(self, epoch: int) -> None:
        run, experiment, dataset = self._selected(), self._document.experiment, self._preparation.dataset
        figures: Figures = {}
        rows = dataset.rows if dataset is not None else None
        if run is not None:
            self._panel.set_changes(run.trace.changes.tolist())
            experiment = run.trace.experiment
            rows = run.trace.batches * experiment.batch_size
            figures = {name: run.trace.column(name).tolist() for name in experiment.watched}
        if experiment is not None:
            assumption = self._preparation.assumption(experiment)
            self._question.ask(lambda: _why(experiment, epoch, rows, assumption, figures))


def _why(
    experiment: Experiment, epoch: int, rows: int | None, assumption: Assumption | None, figures: Figures
) -> Iterator[object]:
    from training.schedule.why import why

    yield why(experiment, epoch, rows, assumption, figures=figures)
