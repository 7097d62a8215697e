"""Lets the Schedule tab change the form: a reading, a fit, or a schedule of equal area."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from gui.document.document import ExperimentDocument
from gui.panels.schedule.schedule_panel import SchedulePanel
from training.experiment.experiment import experiment_from
from training.experiment.problems import ExperimentError

if TYPE_CHECKING:
    from training.schedule.preview import Schedule


class ScheduleController(QObject):
    """Follows the form's experiment and takes over what is chosen.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(self, panel: SchedulePanel, document: ExperimentDocument) -> None:
        """Follow from now on."""
        super().__init__(panel)
        self._panel, self._document = panel, document
        document.experiment_changed.connect(lambda: panel.show_experiment(document.experiment))
        panel.scheduler_chosen.connect(lambda scheduler: self._take({"scheduler": scheduler}))
        panel.fit_chosen.connect(self._take_fit)
        panel.experiment_chosen.connect(document.take)

    def show_schedule(self, schedule: Schedule | None) -> None:
        """Show the form's schedule, as far as it is known."""
        if schedule is not None:
            self._panel.show_experiment(self._document.experiment)
            self._panel.show_schedule(schedule)

    def _take_fit(self, lr: float, scheduler: dict[str, Any]) -> None:
        optimizer = {**self._document.value("optimizer"), "lr": lr}
        self._take({"optimizer": optimizer, "scheduler": scheduler, "step_scheduler": "epoch"})

    def _take(self, changes: dict[str, Any]) -> None:
        experiment = self._document.experiment
        if experiment is None:
            self.told.emit("First mend what is marked in the form.")
            return
        try:
            self._document.take(experiment_from(experiment.model_dump() | changes))
        except ExperimentError as error:
            self.told.emit(str(error))
        else:
            self.told.emit("The form has it now; undo takes it back")
