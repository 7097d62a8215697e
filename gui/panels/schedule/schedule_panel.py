"""The schedule as a whole: how it can be read, what it spends, and one of your own hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui.jobs.background import Background
from gui.panels.schedule.budget_section import BudgetSection, Spent
from gui.panels.schedule.drawing_section import DrawingSection
from gui.panels.schedule.readings_section import ReadingsSection
from gui.widgets.appearance import Appearance
from gui.widgets.scale import Rates
from gui.widgets.timers import single_shot
from gui.widgets.while_seen import WhileSeen
from training.experiment.experiment import Experiment
from training.schedule.budget import budget_of, equal_area

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.preview import Schedule

READINGS, BUDGET, FITS = "readings", "budget", "fits"
PAUSE_MS = 120  # without another change before the panel follows
MARGIN, BETWEEN = 12, 22


class SchedulePanel(QScrollArea):
    """Follows the experiment and its schedule while it can be seen; what takes time is done in the background.

    Signals:
        scheduler_chosen: plain values of a scheduler stage, for an experiment that stays as it is otherwise.
        fit_chosen: the optimizer's rate, and plain values of a scheduler stage that steps after each epoch.
        experiment_chosen: the present Experiment with other rates.
    """

    scheduler_chosen = Signal(dict)
    fit_chosen = Signal(float, dict)
    experiment_chosen = Signal(object)

    def __init__(self, background: Background, appearance: Appearance, parent: QWidget | None = None) -> None:
        """Wait for a schedule; jobs go to `background` by names of their own."""
        super().__init__(parent)
        self.setObjectName("panel.schedule")
        self.setAccessibleName("Schedule")
        self._background = background
        self._experiment: Experiment | None = None
        self._schedule: Schedule | None = None
        self.readings = ReadingsSection(appearance)
        self.budget = BudgetSection(appearance)
        self.drawing = DrawingSection(appearance)
        self._pause = single_shot(self, PAUSE_MS)
        self._pause.timeout.connect(self._follow)
        self._seen = WhileSeen(self, self._pause.start)
        appearance.changed.connect(self._seen.change)
        self._arrange()
        self._connect()

    def show_experiment(self, experiment: Experiment | None) -> None:
        """Follow this experiment once its schedule comes; None: something in it is wrong, so nothing changes."""
        if experiment is not None:
            self._experiment = experiment

    def show_schedule(self, schedule: Schedule) -> None:
        """Show the schedule of the experiment, also a part that will grow."""
        self._schedule = schedule
        self._seen.change()

    def _arrange(self) -> None:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(BETWEEN)
        for section in (self.readings, self.budget, self.drawing):
            layout.addWidget(section)
        layout.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _connect(self) -> None:
        self.readings.scheduler_chosen.connect(self.scheduler_chosen)
        self.budget.experiment_chosen.connect(self.experiment_chosen)
        self.budget.comparison_changed.connect(self._judge)
        self.drawing.fit_chosen.connect(self.fit_chosen)
        self.drawing.fits_wanted.connect(self._fit)
        self._background.yielded.connect(self._on_yielded)
        self._background.failed.connect(self._on_failed)

    def _follow(self) -> None:
        experiment, schedule = self._experiment, self._schedule
        if experiment is None or schedule is None:
            return
        self.drawing.set_guide(schedule.lr)
        self._judge()
        # so many rows give as many batches as the schedule has
        rows = schedule.per_epoch * experiment.batch_size
        self._background.submit(READINGS, lambda: _read(experiment, rows))

    def _judge(self) -> None:
        experiment, schedule, kept = self._experiment, self._schedule, list(self.budget.kept)
        if experiment is not None and schedule is not None:
            self._background.submit(BUDGET, lambda: _spend(experiment, schedule, kept))

    def _fit(self, curve: Rates) -> None:
        self._background.submit(FITS, lambda: _fits(curve))

    def _on_yielded(self, name: str, value: object) -> None:
        if name == READINGS:
            self.readings.show_readings(*value)  # type: ignore[misc]
        elif name == BUDGET:
            self.budget.show_budget(*value)  # type: ignore[misc]
        elif name == FITS:
            self.drawing.show_fits(value)  # type: ignore[arg-type]

    def _on_failed(self, name: str, error: Exception) -> None:
        if name == READINGS:
            self.readings.show_readings((), None)
        elif name == FITS:
            self.drawing.show_problem(str(error))


def _read(experiment: Experiment, rows: int) -> Iterator[object]:
    from training.schedule.readings import readings

    yield readings(experiment, rows), experiment.scheduler


def _spend(experiment: Experiment, schedule: Schedule, kept: list[Spent]) -> Iterator[object]:
    factors = [equal_area(schedule, other.schedule) for other in kept]
    yield Spent(experiment, schedule, budget_of(schedule)), factors


def _fits(curve: Rates) -> Iterator[object]:
    from training.schedule.fit import as_lambda, fit, measured

    lr = float(f"{curve.max():.3g}") or 1.0
    yield [*fit(curve), measured(curve, lr, as_lambda(curve, lr))]
