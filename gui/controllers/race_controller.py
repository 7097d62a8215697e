"""Lets schedules race: same seed, same batches, epoch by epoch, each lane a run of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from gui.controllers.context import Context
from gui.controllers.many_runs_controller import MEND, ManyRunsController
from gui.panels.sweep.race_panel import RacePanel
from gui.widgets.while_seen import WhileSeen
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import MultiStepLR, SchedulerSettings, StepLR
from training.experiment.sweep import sweep_of
from training.runs.run import Run

if TYPE_CHECKING:
    from training.runs.parting import Parting

PAIR = StepLR(step_size=5, gamma=0.5), MultiStepLR(milestones=(3, 7), gamma=0.1)


class RaceController(ManyRunsController):
    """Brings panel, document, library and training together."""

    run_begun = Signal(object)  # the Run of a lane

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.panel = RacePanel(context.appearance)
        self._question = context.jobs.question("side", "race", self)
        self._runs: list[Run] = []
        self._parting: Parting | None = None
        self._paused = False
        self._connect()

    def add(self) -> None:
        """Let the form's schedule take part."""
        if self._context.document.experiment is None:
            self._context.dialogs.show_message(MEND)
        else:
            self.panel.add(self._context.document.experiment.scheduler)

    def take_pair(self) -> None:
        """Let the tutorial's two schedules take part, and no others."""
        self.panel.clear()
        for scheduler in PAIR:
            self.panel.add(scheduler)

    def start(self, epochs: int | None = None) -> None:
        """Begin the race; with `epochs` it pauses after so many of them."""
        from training.engine.sweep.sweep import Way

        experiment = self._context.document.experiment
        if experiment is None or self._blocked:
            self._context.dialogs.show_message(
                MEND if experiment is None else "Something else trains; wait, or stop it."
            )
            return
        lanes = [plain(_with(experiment, scheduler))["scheduler"] for scheduler in self.panel.schedulers]
        try:
            sweep = sweep_of(plain(experiment), {"scheduler": lanes})
        except ExperimentError as error:
            self.panel.say(str(error.problems[0]), "error")
            return
        self.panel.say("")
        self._paused, self._runs = epochs is not None, []
        self.session.start(sweep, Way.RACE, self._datasets(), blocks=epochs)

    def pause(self, paused: bool) -> None:
        """Pause after the running epoch, or go on."""
        self._paused = paused
        self.session.allow(0 if paused else None)
        self._offer()

    def step(self) -> None:
        """Train one more epoch in each lane, and pause."""
        if self.running:
            self.session.allow(1)
        else:
            self.start(epochs=1)

    def _connect(self) -> None:
        panel, session = self.panel, self.session
        panel.add_wanted.connect(self.add)
        panel.pair_wanted.connect(self.take_pair)
        panel.lanes_changed.connect(self._on_lanes_changed)
        panel.start_wanted.connect(self.start)
        panel.pause_wanted.connect(self.pause)
        panel.step_wanted.connect(self.step)
        panel.stop_wanted.connect(session.stop)
        seen = WhileSeen(panel, self._plan)
        self._context.document.experiment_changed.connect(seen.change)
        self._context.preparation.dataset_changed.connect(seen.change)
        self._question.answered.connect(panel.show_rates)
        self._context.appearance.changed.connect(self._show_parting)
        session.began.connect(self._on_began)
        session.grew.connect(self._on_grew)
        session.ended.connect(self._on_ended)
        session.running_changed.connect(self._on_running_changed)

    def _on_lanes_changed(self) -> None:
        self._plan()
        self._offer()

    def _plan(self) -> None:
        """Have the lanes' rates computed beside the window."""
        experiment, dataset, schedulers = (
            self._context.document.experiment,
            self._context.preparation.dataset,
            self.panel.schedulers,
        )
        if experiment is not None and schedulers:
            rows = None if dataset is None else dataset.rows
            self._question.ask(lambda: _planned(experiment, schedulers, rows))

    def _on_began(self) -> None:
        if self.session.results is None:
            return
        self._parting = None
        self._context.plots.set_parting(None, "")
        self._runs = [self.session.run(place) for place in range(len(self.session.results.traces))]
        for run in self._runs:
            self.run_begun.emit(run)
        self._on_grew()

    def _on_grew(self) -> None:
        from training.runs.parting import parting

        self.panel.show_runs(self._runs)
        found = parting([run.trace for run in self._runs])
        if found != self._parting:
            self._parting = found
            self._show_parting()

    def _show_parting(self) -> None:
        found = self._parting
        words = "" if found is None else found.words(self._context.appearance.first_epoch)
        self.panel.show_parting(words)
        if found is not None:
            self._context.plots.set_parting(found.rates or found.losses, words)

    def _on_ended(self, message: str) -> None:
        self.panel.show_runs(self._runs)
        if message:
            self.panel.say(message, "error")

    def _on_running_changed(self, running: bool) -> None:
        self._paused = self._paused and running
        self._offer()
        self.running_changed.emit(running)

    def _offer(self) -> None:
        self.panel.set_state(running=self.running, paused=self._paused, blocked=self._blocked)
        self.state_changed.emit()


def _with(experiment: Experiment, scheduler: SchedulerSettings) -> Experiment:
    return experiment.model_copy(update={"scheduler": scheduler})


def _planned(experiment: Experiment, schedulers: Sequence[SchedulerSettings], rows: int | None) -> Iterator[object]:
    """Yield the rates of each schedule, epoch by epoch; None for one that cannot be planned."""
    from training.schedule.preview import preview

    rates = []
    for scheduler in schedulers:
        wanted = _with(experiment, scheduler)
        try:
            rates.append(preview(wanted, rows).lr if rows or not wanted.steps_after_batch else None)
        except ExperimentError:
            rates.append(None)  # which the race itself will say
    yield rates
