"""Lets schedules race: same seed, same batches, epoch by epoch, each lane a run of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from gui.controllers.many_runs_controller import MEND, ManyRunsController
from gui.document.document import ExperimentDocument
from gui.document.library import RunLibrary
from gui.document.preparation import Preparation
from gui.jobs.question import Question
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
    """Brings panel, document, library and training together.

    Signals:
        run_begun: the Run of a lane.
        parted: the epoch in which the runs part, and a sentence about it; 0 where they have not.
    """

    run_begun = Signal(object)
    parted = Signal(int, str)

    def __init__(
        self, panel: RacePanel, document: ExperimentDocument, preparation: Preparation, library: RunLibrary
    ) -> None:
        """Begin without lanes."""
        super().__init__(panel, document, preparation, library)
        self._panel = panel
        self._question = Question(preparation.side, "race", self)
        self._runs: list[Run] = []
        self._parting: Parting | None = None
        self._paused, self._first = False, 1
        self._connect()

    def set_first_epoch(self, first: int) -> None:
        """Count epochs from 1 or from 0 in what is written."""
        self._first = first
        self._tell_parting()

    def add(self) -> None:
        """Let the form's schedule take part."""
        if self._document.experiment is None:
            self.told.emit(MEND)
        else:
            self._panel.add(self._document.experiment.scheduler)

    def take_pair(self) -> None:
        """Let the tutorial's two schedules take part, and no others."""
        self._panel.clear()
        for scheduler in PAIR:
            self._panel.add(scheduler)

    def start(self, epochs: int | None = None) -> None:
        """Begin the race; with `epochs` it pauses after so many of them."""
        from training.engine.sweep.sweep import Way

        experiment = self._document.experiment
        if experiment is None or self._blocked:
            self.told.emit(MEND if experiment is None else "Something else trains; wait, or stop it.")
            return
        lanes = [plain(_with(experiment, scheduler))["scheduler"] for scheduler in self._panel.schedulers]
        try:
            sweep = sweep_of(plain(experiment), {"scheduler": lanes})
        except ExperimentError as error:
            self._panel.say(str(error.problems[0]), "error")
            return
        self._panel.say("")
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
        panel, session = self._panel, self.session
        panel.add_wanted.connect(self.add)
        panel.pair_wanted.connect(self.take_pair)
        panel.lanes_changed.connect(self._on_lanes_changed)
        panel.start_wanted.connect(self.start)
        panel.pause_wanted.connect(self.pause)
        panel.step_wanted.connect(self.step)
        panel.stop_wanted.connect(session.stop)
        seen = WhileSeen(panel, self._plan)
        self._document.experiment_changed.connect(seen.change)
        self._preparation.dataset_changed.connect(seen.change)
        self._question.answered.connect(panel.show_rates)
        session.began.connect(self._on_began)
        session.grew.connect(self._on_grew)
        session.ended.connect(self._on_ended)
        session.running_changed.connect(self._on_running_changed)

    def _on_lanes_changed(self) -> None:
        self._plan()
        self._offer()

    def _plan(self) -> None:
        """Have the lanes' rates computed beside the window."""
        experiment, dataset, schedulers = self._document.experiment, self._preparation.dataset, self._panel.schedulers
        if experiment is not None and schedulers:
            rows = None if dataset is None else dataset.rows
            self._question.ask(lambda: _planned(experiment, schedulers, rows))

    def _on_began(self) -> None:
        if self.session.results is None:
            return
        self._parting = None
        self.parted.emit(0, "")
        self._runs = [self.session.run(place) for place in range(len(self.session.results.traces))]
        for run in self._runs:
            self.run_begun.emit(run)
        self._on_grew()

    def _on_grew(self) -> None:
        from training.runs.parting import parting

        self._panel.show_runs(self._runs)
        found = parting([run.trace for run in self._runs])
        if found != self._parting:
            self._parting = found
            self._tell_parting()

    def _tell_parting(self) -> None:
        found = self._parting
        words = "" if found is None else found.words(self._first)
        self._panel.show_parting(words)
        if found is not None:
            self.parted.emit(found.rates or found.losses or 0, words)

    def _on_ended(self, message: str) -> None:
        self._panel.show_runs(self._runs)
        if message:
            self._panel.say(message, "error")

    def _on_running_changed(self, running: bool) -> None:
        self._paused = self._paused and running
        self._offer()
        self.running_changed.emit(running)

    def _offer(self) -> None:
        self._panel.set_state(running=self.running, paused=self._paused, blocked=self._blocked)
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
