"""The tabs that ask questions about the experiment, each with its controller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.controllers.assumption_controller import AssumptionController
from gui.controllers.caution_controller import CautionController
from gui.controllers.code_controller import CodeController
from gui.controllers.exports import Exports
from gui.controllers.file_actions import FileActions
from gui.controllers.future_controller import FutureController
from gui.controllers.inside_controller import InsideController
from gui.controllers.learn_controller import LearnController
from gui.controllers.runs_controller import RunsController
from gui.controllers.runs_together import RunsTogether
from gui.controllers.schedule_controller import ScheduleController
from gui.controllers.why_controller import WhyController
from gui.document.document import ExperimentDocument
from gui.document.preparation import Preparation
from gui.document.session import TrainingSession
from gui.forms.experiment_form import ExperimentForm
from gui.panels.code.code_panel import CodePanel
from gui.panels.schedule.assumption_box import AssumptionBox
from gui.panels.schedule.schedule_panel import SchedulePanel
from gui.panels.why.why_panel import WhyPanel
from gui.widgets.theme import Colors
from gui.window.main_window import MainWindow
from training.machine.folders import data_folder
from training.runs.run import Run
from training.schedule.assumption import SHAPES

if TYPE_CHECKING:
    from training.schedule.preview import Schedule


class Controllers(QObject):
    """Code and Why, and what a plan assumes.

    Signals:
        told: a sentence for the status bar.
    """

    told = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        colors: Colors,
        document: ExperimentDocument,
        preparation: Preparation,
        session: TrainingSession,
        files: FileActions,
        form: ExperimentForm,
        exports: Exports,
        runs: RunsController,
    ) -> None:
        """Add the tabs to the window."""
        super().__init__(window)
        self._form, self._session, self._document, self._preparation = form, session, document, preparation
        self._run: Run | None = None
        self._schedule: Schedule | None = None
        self.code_panel, self.why_panel = CodePanel(colors), WhyPanel(colors)
        self.code = CodeController(self.code_panel, document, preparation, exports, self._selected)
        self.why = WhyController(self.why_panel, document, preparation, self._selected)
        self.assumption = AssumptionController(AssumptionBox(list(SHAPES)), preparation, colors)
        self.cautions = CautionController(form, window.plots, document, preparation)
        self.schedule_panel = SchedulePanel(preparation.side, colors)
        self.schedule = ScheduleController(self.schedule_panel, document)
        self.future = FutureController(window, document, preparation, session, colors)
        window.plot_bar.add(self.assumption.box)
        window.tabs.addTab(self.schedule_panel, "S&chedule")
        window.tabs.addTab(self.why_panel, "&Why")
        window.tabs.addTab(self.code_panel, "C&ode")
        self.code.told.connect(self.told)
        self.schedule.told.connect(self.told)
        self.future.refused.connect(files.refuse)
        self.why.explained.connect(lambda: window.tabs.setCurrentWidget(self.why_panel))
        window.plots.change_clicked.connect(self.why.explain)
        document.experiment_changed.connect(self._offer_assumptions)
        document.experiment_changed.connect(self._count_batches)
        preparation.dataset_changed.connect(self._count_batches)
        session.run_ended.connect(self._offer_assumptions)
        self.inside = InsideController(window, document, preparation, session, runs, colors)
        self.inside.told.connect(self.told)
        self.learn = LearnController(window, document, preparation, session, self.inside, data_folder(), colors)
        self.learn.told.connect(self.told)
        self.together = RunsTogether(window, colors, document, preparation, session, files, exports, runs, self.future)
        self.together.told.connect(self.told)
        self.works = self.together.works

    def finish(self) -> None:
        """End what works beside the window; it closes."""
        self.inside.finish()
        self.learn.finish()
        self.together.finish()

    def _selected(self) -> Run | None:
        return self._run

    def show_schedule(self, schedule: Schedule | None) -> None:
        """Follow the form's plan; None: torch cannot run it."""
        self._schedule = schedule
        self.cautions.look(schedule)
        self.why.follow(schedule)
        self.schedule.show_schedule(schedule)
        self.inside.show_schedule(schedule)

    def select_run(self, run: Run) -> None:
        """Explain and prove this run from now on."""
        self._run = run
        self.why.follow(self._schedule)

    def set_first_epoch(self, first: int) -> None:
        """Count epochs from 1 or from 0."""
        for part in (self.cautions, self.schedule_panel, self.why_panel, self.future):
            part.set_first_epoch(first)
        self.inside.set_first_epoch(first)
        self.together.set_first_epoch(first)

    def set_colors(self, colors: Colors) -> None:
        """Take another scheme's colours."""
        self.code_panel.set_colors(colors)
        self.why_panel.set_colors(colors)
        self.schedule_panel.set_colors(colors)
        self.assumption.set_colors(colors)
        self.future.set_colors(colors)
        self.inside.set_colors(colors)
        self.learn.set_colors(colors)
        self.together.set_colors(colors)

    def _offer_assumptions(self) -> None:
        if self._document.experiment is not None:
            self.assumption.follow(self._document.experiment, self._session.runs)

    def _count_batches(self) -> None:
        experiment, dataset = self._document.experiment, self._preparation.dataset
        if experiment is not None:
            self._form.set_batches(0 if dataset is None else experiment.batches(dataset.rows))
