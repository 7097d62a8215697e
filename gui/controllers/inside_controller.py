"""Look inside: chooses the run that is looked at, and brings what its panels show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.controllers.runs_controller import RunsController
from gui.document.document import ExperimentDocument
from gui.document.preparation import Preparation
from gui.document.session import TrainingSession
from gui.inside.confusion_panel import ConfusionPanel
from gui.inside.finder_panel import FinderPanel
from gui.inside.flow_panel import FlowPanel
from gui.inside.histogram_panel import HistogramPanel
from gui.inside.inside_page import InsidePage
from gui.inside.map_panel import MapPanel
from gui.inside.prediction_panel import PredictionPanel
from gui.jobs.adaptive_timer import AdaptiveTimer
from gui.jobs.background import Background
from gui.jobs.question import Question
from gui.widgets.pages import INSIDE
from gui.widgets.theme import Colors
from gui.widgets.while_seen import WhileSeen
from gui.window.main_window import MainWindow
from training.insight.tracing import stages_of, weight_history_of
from training.insight.weight_history import WeightHistory
from training.runs.run import Run

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.engine.train import Trainer
    from training.experiment.experiment import Experiment
    from training.schedule.preview import Schedule

LOOK_MS = 100  # between two looks at a network that trains
PATIENCE_MS = 2000  # with a job that is running when the window closes


class InsideController(QObject):
    """Follows the form, the run that is selected, and the one that trains.

    Attributes:
        page: None until the page is entered for the first time.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)
    _looked = Signal(object)  # from the thread that trains

    def __init__(
        self,
        window: MainWindow,
        document: ExperimentDocument,
        preparation: Preparation,
        session: TrainingSession,
        runs: RunsController,
        colors: Colors,
    ) -> None:
        """Offer the page; nothing is built or computed before it is entered."""
        super().__init__(window)
        self._pages, self._document, self._preparation = window.pages, document, preparation
        self._session, self._runs, self._colors, self._first = session, runs, colors, 1
        self.page: InsidePage | None = None
        self._seen: WhileSeen | None = None
        self._schedule: Schedule | None = None
        self._plan: tuple[Experiment, Schedule] | None = None  # of the run that trains
        self._subject: object = None  # whose weight history was asked for last
        self._traced: WeightHistory | None = None  # as far as it is there
        self._threads = [Background(self) for _ in range(3)]
        self._quick, slow, self._trials = self._threads
        self._trace = Question(slow, "album", self)
        self._flow = Question(self._quick, "flow", self)
        self._timer = AdaptiveTimer(LOOK_MS, self)
        self._pages.offer(INSIDE, self._build)

    def _build(self) -> QWidget:
        """Build the page, which is entered for the first time."""
        page = self.page = InsidePage()
        self.flow, self.finder = FlowPanel(), FinderPanel(self._trials, self._colors)
        self.prediction = PredictionPanel(self._quick, self._colors)
        self.map, self.confusion = MapPanel(self._quick, self._colors), ConfusionPanel(self._quick, self._colors)
        self.histograms = HistogramPanel(self._quick, self._colors)
        for panel, title in (
            (self.flow, "Data f&low"),
            (self.prediction, "Pre&diction"),
            (self.map, "Decision &map"),
            (self.confusion, "Con&fusion"),
            (self.histograms, "&Histograms"),
            (self.finder, "Find a ra&te"),
        ):
            page.add_panel(panel, title)
        page.set_first_epoch(self._first)
        self._connect(page)
        for thread in self._threads:
            thread.start()
        return page

    def _connect(self, page: InsidePage) -> None:
        self._trace.answered.connect(self._on_traced)
        self._trace.failed.connect(lambda error: page.say(page.bar.subject.text(), str(error)))
        self._flow.answered.connect(self.flow.show_flow)
        self._looked.connect(self.flow.show_flow)
        self.confusion.row_wanted.connect(self._show_row)
        self.finder.rate_wanted.connect(self._use_rate)
        self._timer.timeout.connect(self._watch)
        seen = self._seen = WhileSeen(page, self._look)
        self._pages.entered.connect(lambda page: seen.change() if page == INSIDE else self._timer.stop())
        self._session.state_changed.connect(seen.change)
        self._runs.run_selected.connect(seen.change)
        self._document.experiment_changed.connect(seen.change)
        self._preparation.dataset_changed.connect(seen.change)

    def show_schedule(self, schedule: Schedule | None) -> None:
        """Tell the stages with the form's plan."""
        self._schedule = schedule
        if self._seen is not None:
            self._seen.change()

    def set_colors(self, colors: Colors) -> None:
        """Take another scheme's colours."""
        self._colors = colors
        if self.page is not None:
            self.page.set_colors(colors)

    def set_first_epoch(self, first: int) -> None:
        """Count epochs from 1 or from 0."""
        self._first = first
        if self.page is not None:
            self.page.set_first_epoch(first)

    def finish(self) -> None:
        """Compute nothing more; the window closes."""
        self._timer.stop()
        for thread in self._threads:
            thread.stop()
        deadline = QDeadlineTimer(PATIENCE_MS)
        for thread in self._threads:
            thread.wait(deadline)

    def show_panel(self, name: str) -> None:
        """Show the panel with this object name; the page was entered."""
        if self.page is not None:
            panel = next(panel for panel in self.page.panels if panel.objectName() == name)
            self.page.tabs.setCurrentWidget(panel)

    def _look(self) -> None:
        """Bring the page up to date with what is looked at now."""
        experiment, dataset, live = self._document.experiment, self._preparation.dataset, self._session.live
        schedule = self._schedule
        if experiment is not None:
            self.finder.follow(experiment, dataset)
        if live is not None:
            self._timer.start()
            self._watch()
            return
        self._timer.stop()
        if experiment is not None and dataset is not None and schedule is not None:
            self._flow.ask(lambda: stages_of(experiment, dataset, schedule))
        self._show_run(self._runs.selected)

    def _show_run(self, run: Run | None) -> None:
        """Show a kept run; without one, the form's network as it is before the training."""
        if run is not None and len(run.trace):
            weight_history = self._session.weight_history(run)
            if weight_history is not None and weight_history.epochs[0] == 0:
                self._show(run.name, weight_history)
            else:
                self._find(run.name, run.trace.experiment, None, len(run.trace))
        elif self._document.experiment is not None and self._preparation.dataset is not None:
            self._find("The form's network", self._document.experiment, self._preparation.dataset, 0)
        else:
            self._show("The form's network", None)

    def _find(self, name: str, experiment: Experiment, dataset: Dataset | None, epochs: int) -> None:
        """Train once more what is not in memory."""
        subject = name, experiment, dataset, epochs
        if subject != self._subject:
            self._subject, self._traced = subject, None
            self._trace.ask(lambda: weight_history_of(experiment, dataset, epochs))
        self._show(name, self._traced)

    def _on_traced(self, weight_history: WeightHistory) -> None:
        self._traced = weight_history
        if self._seen is not None:
            self._seen.change()

    def _watch(self) -> None:
        """Show the newest weights of the run that trains, and have the next ones taken."""
        run = self._session.live
        if run is not None:
            self._session.look(self._tell_stages)
            self._show(run.name, self._session.weight_history(run))

    def _tell_stages(self, trainer: Trainer) -> None:
        """Tell the stages of the training, on its thread."""
        from training.insight.pipeline import pipeline
        from training.schedule.preview import preview

        experiment, dataset = trainer.experiment, trainer.dataset
        if self._plan is None or self._plan[0] != experiment:
            self._plan = experiment, preview(experiment, dataset.rows)
        self._looked.emit(pipeline(experiment, dataset, self._plan[1], trainer))

    def _show(self, name: str, weight_history: WeightHistory | None) -> None:
        if self.page is not None:
            self.page.say(name, "")
            self.page.show_weight_history(weight_history)

    def _show_row(self, row: int, validation: bool) -> None:
        if self.page is not None:
            self.page.tabs.setCurrentWidget(self.prediction)
            self.prediction.choose_row(row, validation)

    def _use_rate(self, rate: float) -> None:
        self._document.set_value("optimizer.lr", rate)
        self.told.emit(f"The form's learning rate is {rate:g} now. Undo takes it back.")
