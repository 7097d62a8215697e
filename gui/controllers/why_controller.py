"""Answers why the rate changed: of the selected run, else of the form's plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.controllers.context import Context
from gui.panels.why.why_panel import WhyPanel
from gui.widgets.while_seen import WhileSeen
from training.experiment.experiment import Experiment
from training.runs.run import Run

if TYPE_CHECKING:
    from training.schedule.assumption import Assumption
    from training.schedule.why.replay import Figures


class WhyController(QObject):
    """Explains a change when one is chosen."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        panel = self.panel = WhyPanel(context.appearance)
        context.tabs.addTab(panel, "&Why")
        self._question = context.jobs.question("side", "why", self)
        self._question.answered.connect(panel.show_explanation)
        self._seen = WhileSeen(panel, self._list_changes)
        panel.change_wanted.connect(self._ask)
        context.plots.change_clicked.connect(self.explain)
        context.preparation.schedule_changed.connect(self._follow)
        context.selection.changed.connect(self._follow)

    def grow(self, run: Run) -> None:
        """Take up the changes of new epochs."""
        if run is self._context.selection.run:
            self._seen.change()

    def _list_changes(self) -> None:
        """Step through the changes of the selected run, else of the form's plan."""
        run, schedule = self._context.selection.run, self._context.preparation.schedule
        rates = schedule if run is None else run.trace
        if rates is not None:
            self.panel.set_changes(rates.changes.tolist())

    def _follow(self) -> None:
        self._list_changes()
        self._question.withdraw()
        self.panel.show_explanation(None)

    def explain_row(self, epoch: int) -> None:
        """Explain the change after this epoch of the selected run, else the one that this epoch begins with."""
        run = self._context.selection.run
        if run is None:
            return
        changes = run.trace.changes
        for changed in (epoch, epoch - 1):
            if changed in changes:
                self._ask(changed)
                return

    def explain(self, epoch: int) -> None:
        """Explain the change after this epoch, in front."""
        self._ask(epoch)
        self._context.tabs.setCurrentWidget(self.panel)

    def _ask(self, epoch: int) -> None:
        run, experiment, dataset = (
            self._context.selection.run,
            self._context.document.experiment,
            self._context.preparation.dataset,
        )
        figures: Figures = {}
        rows = dataset.rows if dataset is not None else None
        if run is not None:
            self.panel.set_changes(run.trace.changes.tolist())
            experiment = run.trace.experiment
            rows = run.trace.batches * experiment.batch_size
            figures = {name: run.trace.column(name).tolist() for name in experiment.watched}
        if experiment is not None:
            assumption = self._context.preparation.assumption(experiment)
            self._question.ask(lambda: _why(experiment, epoch, rows, assumption, figures))


def _why(
    experiment: Experiment, epoch: int, rows: int | None, assumption: Assumption | None, figures: Figures
) -> Iterator[object]:
    from training.schedule.why import why

    yield why(experiment, epoch, rows, assumption, figures=figures)
