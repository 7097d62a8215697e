"""Look inside: chooses the run that is looked at, and brings what its panels show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.controllers.context import Context
from gui.inside.confusion_panel import ConfusionPanel
from gui.inside.finder_panel import FinderPanel
from gui.inside.flow_panel import FlowPanel
from gui.inside.histogram_panel import HistogramPanel
from gui.inside.inside_page import InsidePage
from gui.inside.map_panel import MapPanel
from gui.inside.prediction_panel import PredictionPanel
from gui.jobs.adaptive_timer import AdaptiveTimer
from gui.widgets.pages import INSIDE
from gui.widgets.while_seen import WhileSeen
from training.insight.tracing import stages_of, weight_history_of
from training.insight.weight_history import WeightHistory
from training.runs.run import Run

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset
    from training.engine.train import Trainer
    from training.experiment.experiment import Experiment
    from training.schedule.preview import Schedule

LOOK_MS = 100  # between two looks at a network that trains


class InsideController(QObject):
    """Follows the form, the run that is selected, and the one that trains."""

    _looked = Signal(object)  # from the thread that trains

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context, self._pages = context, context.window.pages
        self.page: InsidePage | None = None  # until it is entered for the first time
        self._seen: WhileSeen | None = None
        self._plan: tuple[Experiment, Schedule] | None = None  # of the run that trains
        self._subject: object = None  # whose weight history was asked for last
        self._traced: WeightHistory | None = None  # as far as it is there
        jobs = context.jobs
        self._quick, self._trials = jobs.lane("look"), jobs.lane("trials")
        self._trace = jobs.question("weights", "weight history", self)
        self._flow = jobs.question("look", "flow", self)
        self._timer = AdaptiveTimer(LOOK_MS, self)
        self._pages.offer(INSIDE, self._build)

    def _build(self) -> QWidget:
        """Build the page, which is entered for the first time."""
        appearance, quick = self._context.appearance, self._quick
        page = self.page = InsidePage(appearance)
        self.flow, self.finder = FlowPanel(), FinderPanel(self._trials, appearance)
        self.prediction, self.map = PredictionPanel(quick, appearance), MapPanel(quick, appearance)
        self.confusion, self.histograms = ConfusionPanel(quick, appearance), HistogramPanel(quick, appearance)
        for panel, title in (
            (self.flow, "Data f&low"),
            (self.prediction, "Pre&diction"),
            (self.map, "Decision &map"),
            (self.confusion, "Con&fusion"),
            (self.histograms, "&Histograms"),
            (self.finder, "Find a ra&te"),
        ):
            page.add_panel(panel, title)
        self._connect(page)
        return page

    def _connect(self, page: InsidePage) -> None:
        self._trace.answered.connect(self._on_traced)
        self._trace.failed.connect(lambda error: page.name_subject(page.bar.subject.text(), str(error)))
        self._flow.answered.connect(self.flow.show_flow)
        self._looked.connect(self.flow.show_flow)
        self.confusion.row_wanted.connect(self._show_row)
        self.finder.rate_wanted.connect(self._use_rate)
        self._timer.timeout.connect(self._watch)
        seen = self._seen = WhileSeen(page, self._look)
        self._pages.entered.connect(lambda page: seen.change() if page == INSIDE else self._timer.stop())
        context, preparation = self._context, self._context.preparation
        for changed in (
            context.session.state_changed,
            context.selection.changed,
            context.document.experiment_changed,
            preparation.dataset_changed,
            preparation.schedule_changed,
        ):
            changed.connect(seen.change)

    def finish(self) -> None:
        """Look no more; the window closes."""
        self._timer.stop()

    def show_panel(self, name: str) -> None:
        """Show the panel with this object name; the page was entered."""
        if self.page is not None:
            panel = next(panel for panel in self.page.panels if panel.objectName() == name)
            self.page.tabs.setCurrentWidget(panel)

    def _look(self) -> None:
        """Bring the page up to date with what is looked at now."""
        experiment, preparation = self._context.document.experiment, self._context.preparation
        dataset, schedule = preparation.dataset, preparation.schedule
        if experiment is not None:
            self.finder.follow(experiment, dataset)
        if self._context.session.live is not None:
            self._timer.start()
            self._watch()
            return
        self._timer.stop()
        if experiment is not None and dataset is not None and schedule is not None:
            self._flow.ask(lambda: stages_of(experiment, dataset, schedule))
        self._show_run(self._context.selection.run)

    def _show_run(self, run: Run | None) -> None:
        """Show a kept run; without one, the form's network as it is before the training."""
        experiment, dataset = self._context.document.experiment, self._context.preparation.dataset
        if run is not None and len(run.trace):
            weight_history = self._context.session.weight_history(run)
            if weight_history is not None and weight_history.epochs[0] == 0:
                self._show(run.name, weight_history)
            else:
                self._find(run.name, run.trace.experiment, None, len(run.trace))
        elif experiment is not None and dataset is not None:
            self._find("The form's network", experiment, dataset, 0)
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
        run = self._context.session.live
        if run is not None:
            self._context.session.look(self._emit_stages)
            self._show(run.name, self._context.session.weight_history(run))

    def _emit_stages(self, trainer: Trainer) -> None:
        """Send the stages of the training to the window, from its thread."""
        from training.insight.pipeline import pipeline
        from training.schedule.preview import preview

        experiment, dataset = trainer.experiment, trainer.dataset
        if self._plan is None or self._plan[0] != experiment:
            self._plan = experiment, preview(experiment, dataset.rows)
        self._looked.emit(pipeline(experiment, dataset, self._plan[1], trainer))

    def _show(self, name: str, weight_history: WeightHistory | None) -> None:
        if self.page is not None:
            self.page.name_subject(name)
            self.page.show_weight_history(weight_history)

    def _show_row(self, row: int, validation: bool) -> None:
        if self.page is not None:
            self.page.tabs.setCurrentWidget(self.prediction)
            self.prediction.choose_row(row, validation)

    def _use_rate(self, rate: float) -> None:
        self._context.document.set_value("optimizer.lr", rate)
        self._context.dialogs.show_message(f"The form's learning rate is {rate:g} now. Undo takes it back.")
