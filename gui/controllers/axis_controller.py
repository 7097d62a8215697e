"""Lets the plots count epochs, steps or time, and counts the batches that they need to know for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject

from gui.document.document import ExperimentDocument
from gui.document.library import RunLibrary
from gui.document.preparation import Preparation
from gui.jobs.question import Question
from gui.panels.training.plot_bar import PlotBar
from gui.plots.plots_panel import PlotsPanel
from training.experiment.data import DataSettings
from training.experiment.experiment import Experiment


class AxisController(QObject):
    """Answers how many batches an epoch of a run has; its data are loaded once more for that, beside the window."""

    def __init__(
        self,
        bar: PlotBar,
        plots: PlotsPanel,
        library: RunLibrary,
        document: ExperimentDocument,
        preparation: Preparation,
    ) -> None:
        """Follow the bar and the form."""
        super().__init__(bar)
        self._plots, self._library, self._document, self._preparation = plots, library, document, preparation
        self._wanted: dict[int, Experiment] = {}
        self._question = Question(preparation.side, "batches", self)
        self._question.answered.connect(self._on_counted)
        bar.x_axis_changed.connect(plots.set_x_axis)
        plots.batches_wanted.connect(self._on_wanted)
        document.experiment_changed.connect(self._count_plan)
        preparation.dataset_changed.connect(self._count_plan)

    def _count_plan(self) -> None:
        experiment, dataset = self._document.experiment, self._preparation.dataset
        if experiment is not None:
            self._plots.set_plan_batches(0 if dataset is None else experiment.batches(dataset.rows))

    def _on_wanted(self, number: int) -> None:
        if number not in self._wanted:
            self._wanted[number] = self._library.run(number).trace.experiment
            self._question.ask(partial(_batches, dict(self._wanted)))

    def _on_counted(self, answer: tuple[int, int]) -> None:
        number, batches = answer
        self._wanted.pop(number, None)
        self._plots.set_batches(number, batches)


def _batches(experiments: dict[int, Experiment]) -> Iterator[object]:
    """Yield each number with its batches; a run whose data cannot be loaded any more has none."""
    from training.engine.data import load
    from training.engine.data.errors import DataError

    rows: dict[DataSettings, int] = {}
    for number, experiment in experiments.items():
        with suppress(DataError, OSError):
            if experiment.data not in rows:
                rows[experiment.data] = load(experiment.data).rows
            yield number, experiment.batches(rows[experiment.data])
