"""Lets the user choose what a plan assumes of a figure that only training can tell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from gui.controllers.context import Context
from gui.panels.schedule.assumption_box import AssumptionBox
from gui.panels.schedule.curve_dialog import CurveDialog
from training.experiment.experiment import Experiment
from training.runs.run import Run, spoken
from training.schedule.assumption import SHAPES, Assumption, assume

MOST_EPOCHS = 10_000  # that a curve can be drawn over


class AssumptionController(QObject):
    """Turns the choice into an assumption of the preview."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        box = self.box = AssumptionBox(list(SHAPES))
        context.window.plot_bar.add(box)
        self._experiment: Experiment | None = None
        box.hide()
        box.shape_chosen.connect(self._on_shape_chosen)
        box.run_chosen.connect(self._on_run_chosen)
        box.drawing_wanted.connect(self._on_drawing_wanted)
        context.document.experiment_changed.connect(self._offer)
        context.session.run_ended.connect(self._offer)

    def _offer(self) -> None:
        """Offer the choice if the form's scheduler watches a figure; runs that measured it are offered."""
        experiment, runs = self._context.document.experiment, self._context.session.runs
        if experiment is None:
            return
        self._experiment = experiment
        self.box.setVisible(bool(experiment.watched))
        if experiment.watched:
            self.box.offer(experiment.watched[0], [run for run in runs if len(run.trace)])

    def _on_shape_chosen(self, shape: str) -> None:
        self._context.preparation.assume(lambda experiment: _shape(shape, experiment))

    def _on_run_chosen(self, run: Run) -> None:
        def measured(experiment: Experiment) -> Assumption:
            figure = experiment.watched[0]
            return Assumption(f"{figure} goes as in {spoken(run.number)}", run.trace.column(figure).tolist())

        self._context.preparation.assume(measured)

    def _on_drawing_wanted(self) -> None:
        experiment = self._experiment
        if experiment is None:
            return
        figure, epochs = experiment.watched[0], min(experiment.epochs, MOST_EPOCHS)
        course = self._context.preparation.assumption(experiment) or _shape(next(iter(SHAPES)), experiment)
        dialog = CurveDialog(
            figure, [course.at(epoch) for epoch in range(1, epochs + 1)], self._context.appearance, self.box
        )
        dialog.curve_drawn.connect(self._on_drawn)
        dialog.open()

    def _on_drawn(self, values: Sequence[float]) -> None:
        self._context.preparation.assume(
            lambda experiment: Assumption(f"{experiment.watched[0]} goes as drawn", values)
        )


def _shape(shape: str, experiment: Experiment) -> Assumption:
    return assume(shape, experiment.epochs, experiment.watched[0])
