"""Lets the user choose what a plan assumes of a figure that only training can tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.panels.assumption_box import AssumptionBox
from gui.preparation import Preparation
from training.experiment.experiment import Experiment
from training.runs.run import Run

if TYPE_CHECKING:
    from training.schedule.assumption import Assumption


class AssumptionDesk(QObject):
    """Turns the choice into an assumption of the preview."""

    def __init__(self, box: AssumptionBox, preparation: Preparation) -> None:
        """Hide the choice while nothing is watched."""
        super().__init__(box)
        self.box, self._preparation = box, preparation
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

    def _on_shape_chosen(self, shape: str) -> None:
        def assumed(experiment: Experiment) -> Assumption:
            from training.schedule.assumption import assume

            return assume(shape, experiment.epochs, experiment.watched[0])

        self._preparation.assume(assumed)

    def _on_run_chosen(self, run: Run) -> None:
        def measured(experiment: Experiment) -> Assumption:
            figure = experiment.watched[0]
            return _assumption(f"{figure} goes as in run {run.number}", run.trace.column(figure).tolist())

        self._preparation.assume(measured)

    def _on_drawing_wanted(self) -> None:
        if self._experiment is not None:
            self._ask_for_curve(self._experiment.epochs, self._on_drawn)

    def _on_drawn(self, values: Sequence[float]) -> None:
        self._preparation.assume(lambda experiment: _assumption(f"{experiment.watched[0]} goes as drawn", values))


def _assumption(name: str, values: Sequence[float]) -> Assumption:
    from training.schedule.assumption import Assumption

    return Assumption(name, values)
