"""Lets the user choose what a plan assumes of a figure that only training can tell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from gui.document.preparation import Preparation
from gui.panels.schedule.assumption_box import AssumptionBox
from gui.panels.schedule.curve_dialog import CurveDialog
from gui.widgets.theme import Colors
from training.experiment.experiment import Experiment
from training.runs.run import Run, spoken
from training.schedule.assumption import SHAPES, Assumption, assume

MOST_EPOCHS = 10_000  # that a curve can be drawn over


class AssumptionController(QObject):
    """Turns the choice into an assumption of the preview."""

    def __init__(self, box: AssumptionBox, preparation: Preparation, colors: Colors) -> None:
        """Hide the choice while nothing is watched."""
        super().__init__(box)
        self.box, self._preparation, self._colors = box, preparation, colors
        self._experiment: Experiment | None = None
        box.hide()
        box.shape_chosen.connect(self._on_shape_chosen)
        box.run_chosen.connect(self._on_run_chosen)
        box.drawing_wanted.connect(self._on_drawing_wanted)

    def follow(self, experiment: Experiment, runs: Sequence[Run]) -> None:
        """Offer the choice if the experiment's scheduler watches a figure; runs that measured it are offered."""
        self._experiment = experiment
        self.box.setVisible(bool(experiment.watched))
        if experiment.watched:
            self.box.offer(experiment.watched[0], [run for run in runs if len(run.trace)])

    def set_colors(self, colors: Colors) -> None:
        """Draw in another scheme's colours."""
        self._colors = colors

    def _on_shape_chosen(self, shape: str) -> None:
        self._preparation.assume(lambda experiment: _shape(shape, experiment))

    def _on_run_chosen(self, run: Run) -> None:
        def measured(experiment: Experiment) -> Assumption:
            figure = experiment.watched[0]
            return Assumption(f"{figure} goes as in {spoken(run.number)}", run.trace.column(figure).tolist())

        self._preparation.assume(measured)

    def _on_drawing_wanted(self) -> None:
        experiment = self._experiment
        if experiment is None:
            return
        figure, epochs = experiment.watched[0], min(experiment.epochs, MOST_EPOCHS)
        course = self._preparation.assumption(experiment) or _shape(next(iter(SHAPES)), experiment)
        dialog = CurveDialog(figure, [course.at(epoch) for epoch in range(1, epochs + 1)], self._colors, self.box)
        dialog.curve_drawn.connect(self._on_drawn)
        dialog.open()

    def _on_drawn(self, values: Sequence[float]) -> None:
        self._preparation.assume(lambda experiment: Assumption(f"{experiment.watched[0]} goes as drawn", values))


def _shape(shape: str, experiment: Experiment) -> Assumption:
    return assume(shape, experiment.epochs, experiment.watched[0])
