"""Lets the Schedule tab change the form: a reading, a fit, or a schedule of equal area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from gui.controllers.context import Context
from gui.controllers.many_runs_controller import MEND
from gui.panels.schedule.schedule_panel import SchedulePanel
from training.experiment.experiment import experiment_from
from training.experiment.problems import ExperimentError

if TYPE_CHECKING:
    from training.schedule.preview import Schedule


class ScheduleController(QObject):
    """Follows the form's experiment and takes over what is chosen."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context, document = context, context.document
        panel = self.panel = SchedulePanel(context.jobs.lane("side"), context.appearance)
        context.tabs.addTab(panel, "S&chedule")
        context.preparation.schedule_changed.connect(self._show_schedule)
        document.experiment_changed.connect(lambda: panel.show_experiment(document.experiment))
        panel.scheduler_chosen.connect(lambda scheduler: self._take({"scheduler": scheduler}))
        panel.fit_chosen.connect(self._take_fit)
        panel.experiment_chosen.connect(document.take)

    def _show_schedule(self, schedule: Schedule | None) -> None:
        """Show the form's schedule, as far as it is known."""
        if schedule is not None:
            self.panel.show_experiment(self._context.document.experiment)
            self.panel.show_schedule(schedule)

    def _take_fit(self, lr: float, scheduler: dict[str, Any]) -> None:
        optimizer = {**self._context.document.value("optimizer"), "lr": lr}
        self._take({"optimizer": optimizer, "scheduler": scheduler, "step_scheduler": "epoch"})

    def _take(self, changes: dict[str, Any]) -> None:
        experiment = self._context.document.experiment
        if experiment is None:
            self._context.dialogs.show_message(MEND)
            return
        try:
            self._context.document.take(experiment_from(experiment.model_dump() | changes))
        except ExperimentError as error:
            self._context.dialogs.show_message(str(error))
        else:
            self._context.dialogs.show_message("The form has it now; undo takes it back")
