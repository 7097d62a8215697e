"""The form: what it holds is prepared, and what it leads to is said in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.controllers.context import Context
from gui.controllers.words import data_words, network_words, optimizer_words, scheduler_words
from gui.document.preparation import DATA, LAYERS, SCHEDULE

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.engine.data.table.inspection import TableFacts
    from training.engine.networks import Layer
    from training.schedule.preview import Schedule

STAGES = {DATA: "data", LAYERS: "network", SCHEDULE: "scheduler"}


class FormController(QObject):
    """Has the experiment prepared as it changes, and sums each stage up."""

    ready_changed = Signal()  # whether a run can begin with what the form holds may be otherwise now

    def __init__(self, context: Context) -> None:
        """Follow the document from now on; `follow` begins with what it holds."""
        super().__init__(context)
        self._context, self._form = context, context.form
        self._problems: dict[str, str] = {}  # that no run can begin with
        document, preparation, plots = context.document, context.preparation, context.plots
        document.experiment_changed.connect(self.follow)
        plots.milestones_changed.connect(lambda chosen: document.set_value("scheduler.milestones", chosen))
        preparation.devices_found.connect(lambda names, _: self._form.set_choices("device", names))
        preparation.schedule_changed.connect(self._on_schedule_changed)
        preparation.dataset_changed.connect(self._on_dataset_changed)
        preparation.facts_changed.connect(self._on_facts_changed)
        preparation.layers_changed.connect(self._on_layers_changed)
        preparation.problem_changed.connect(self._on_problem_changed)

    @property
    def ready(self) -> bool:
        """Whether a run can begin with what the form holds."""
        return self._context.document.experiment is not None and not any(self._problems.values())

    def follow(self) -> None:
        """Have what the form holds prepared."""
        experiment = self._context.document.experiment
        if experiment is not None:
            self._context.preparation.follow(experiment)
            milestones = getattr(experiment.scheduler, "milestones", None)
            self._context.plots.set_milestones(None if experiment.steps_after_batch else milestones)
            self._form.set_summary("optimizer", experiment.optimizer.rate_note)
            self._summarise_steps()
        self.ready_changed.emit()

    def _on_schedule_changed(self, schedule: Schedule | None) -> None:
        self._context.plots.set_schedule(schedule)
        if schedule is not None:
            self._form.set_summary("scheduler", scheduler_words(schedule))

    def _on_dataset_changed(self, dataset: Dataset | None) -> None:
        self._form.set_summary("data", "loading…" if dataset is None else data_words(dataset))
        self._summarise_steps()

    def _on_facts_changed(self, facts: TableFacts | None) -> None:
        if facts is not None:
            self._form.set_choices("data.target", [column.name for column in facts.columns])

    def _on_layers_changed(self, layers: list[Layer]) -> None:
        if self._context.preparation.dataset is not None:
            self._form.set_summary("network", network_words(self._context.preparation.dataset, layers))

    def _on_problem_changed(self, name: str, sentence: str) -> None:
        if name in (DATA, SCHEDULE):
            self._problems[name] = sentence
        if sentence and name in STAGES:
            self._form.set_summary(STAGES[name], sentence, problem=True)
        self.ready_changed.emit()

    def _summarise_steps(self) -> None:
        experiment, dataset = self._context.document.experiment, self._context.preparation.dataset
        if experiment is not None and dataset is not None:
            self._form.set_summary("", optimizer_words(experiment, dataset))
