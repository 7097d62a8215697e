"""Warns of torch's traps before training: in the form, and where the plan jumps up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.controllers.context import Context
from training.experiment.experiment import Experiment

if TYPE_CHECKING:
    from training.schedule.pitfalls import Caution, Jump
    from training.schedule.preview import Schedule

Found = tuple["list[Caution]", "list[Jump]"]  # what a look came to


class CautionController(QObject):
    """Looks for cautions whenever the whole schedule is known, or cannot be."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._seen: Found = ([], [])
        self._question = context.jobs.question("quick", "cautions", self)
        self._question.answered.connect(self._show)
        context.preparation.schedule_changed.connect(self._look)
        context.appearance.changed.connect(self._show_again)

    def _look(self, schedule: Schedule | None) -> None:
        """Look at the form's experiment and its schedule; None: torch cannot run it."""
        experiment, dataset = self._context.document.experiment, self._context.preparation.dataset
        if experiment is not None and (schedule is None or schedule.whole):
            rows = dataset.rows if dataset is not None else None
            self._question.ask(lambda: _found(experiment, schedule, rows))

    def _show_again(self) -> None:
        self._show(self._seen)

    def _show(self, found: Found) -> None:
        self._seen = cautions, jumps = found
        first = self._context.appearance.first_epoch
        self._context.form.show_cautions([caution.counted_from(first) for caution in cautions])
        self._context.plots.set_jumps(jumps)


def _found(experiment: Experiment, schedule: Schedule | None, rows: int | None) -> Iterator[Found]:
    from training.schedule.pitfalls import jumps, notes_of, warnings_of

    if schedule is not None or rows is not None or not experiment.steps_after_batch:
        cautions = [*warnings_of(experiment, schedule, rows), *notes_of(experiment, schedule, rows)]
        yield cautions, [] if schedule is None else jumps(schedule, experiment)
