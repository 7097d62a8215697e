"""Lets the plots count epochs, steps or time, and counts the batches that they need to know for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QObject

from gui.controllers.context import Context
from training.experiment.data import DataSettings
from training.experiment.experiment import Experiment


class AxisController(QObject):
    """Answers how many batches an epoch of a run has; its data are loaded once more for that, beside the window."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._wanted: dict[int, Experiment] = {}
        self._question = context.jobs.question("side", "batches", self)
        self._question.answered.connect(self._on_counted)
        context.window.plot_bar.x_axis_changed.connect(context.plots.set_x_axis)
        context.plots.batches_wanted.connect(self._on_wanted)
        context.document.experiment_changed.connect(self._count_plan)
        context.preparation.dataset_changed.connect(self._count_plan)

    def _count_plan(self) -> None:
        experiment, dataset = self._context.document.experiment, self._context.preparation.dataset
        if experiment is not None:
            batches = 0 if dataset is None else experiment.batches(dataset.rows)
            self._context.plots.set_plan_batches(batches)
            self._context.form.set_batches(batches)

    def _on_wanted(self, number: int) -> None:
        if number not in self._wanted:
            self._wanted[number] = self._context.library.run(number).trace.experiment
            self._question.ask(partial(_batches, dict(self._wanted)))

    def _on_counted(self, answer: tuple[int, int]) -> None:
        number, batches = answer
        self._wanted.pop(number, None)
        self._context.plots.set_batches(number, batches)


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
