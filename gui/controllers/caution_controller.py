"""Warns of torch's traps before training: in the form, and where the plan jumps up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.document.document import ExperimentDocument
from gui.document.preparation import Preparation
from gui.forms.experiment_form import ExperimentForm
from gui.jobs.question import Question
from gui.plots.plots_panel import PlotsPanel
from training.experiment.experiment import Experiment

if TYPE_CHECKING:
    from training.schedule.pitfalls import Caution, Jump
    from training.schedule.preview import Schedule

Found = tuple["list[Caution]", "list[Jump]"]  # what a look came to


class CautionController(QObject):
    """Looks for cautions whenever the whole schedule is known, or cannot be."""

    def __init__(
        self, form: ExperimentForm, plots: PlotsPanel, document: ExperimentDocument, preparation: Preparation
    ) -> None:
        """Look beside the window."""
        super().__init__(form)
        self._form, self._plots, self._document, self._preparation = form, plots, document, preparation
        self._first = 1
        self._seen: Found = ([], [])
        self._question = Question(preparation.quick, "cautions", self)
        self._question.answered.connect(self._show)

    def look(self, schedule: Schedule | None) -> None:
        """Look at the form's experiment and its schedule; None: torch cannot run it."""
        experiment, dataset = self._document.experiment, self._preparation.dataset
        if experiment is not None and (schedule is None or schedule.whole):
            rows = dataset.rows if dataset is not None else None
            self._question.ask(lambda: _found(experiment, schedule, rows))

    def set_first_epoch(self, first: int) -> None:
        """Count epochs from 1 or from 0."""
        self._first = first
        self._show(self._seen)

    def _show(self, found: Found) -> None:
        self._seen = cautions, jumps = found
        self._form.show_cautions([caution.counted_from(self._first) for caution in cautions])
        self._plots.set_jumps(jumps)


def _found(experiment: Experiment, schedule: Schedule | None, rows: int | None) -> Iterator[Found]:
    from training.schedule.pitfalls import jumps, notes_of, warnings_of

    if schedule is not None or rows is not None or not experiment.steps_after_batch:
        cautions = [*warnings_of(experiment, schedule, rows), *notes_of(experiment, schedule, rows)]
        yield cautions, [] if schedule is None else jumps(schedule, experiment)
