"""All controllers of the window, and what they do for one another."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from gui.controllers.assumption_controller import AssumptionController
from gui.controllers.axis_controller import AxisController
from gui.controllers.caution_controller import CautionController
from gui.controllers.code_controller import CodeController
from gui.controllers.compare_controller import CompareController
from gui.controllers.context import Context
from gui.controllers.data_controller import DataController
from gui.controllers.exports import Exports
from gui.controllers.few_shown import FewShown
from gui.controllers.form_controller import FormController
from gui.controllers.future_controller import FutureController
from gui.controllers.history_controller import HistoryController
from gui.controllers.inside_controller import InsideController
from gui.controllers.learn_controller import LearnController
from gui.controllers.race_controller import RaceController
from gui.controllers.runs_controller import RunsController
from gui.controllers.schedule_controller import ScheduleController
from gui.controllers.sweep_controller import SweepController
from gui.controllers.why_controller import WhyController
from gui.document.watch import Watch
from training.experiment.experiment import Experiment


class Controllers(QObject):
    """Builds them, tab by tab, and joins them."""

    busy_changed = Signal()  # a sweep or a race has begun or ended

    def __init__(self, context: Context, exports: Exports) -> None:
        super().__init__(context)
        self._context, self._exports = context, exports
        self.runs, self.data = RunsController(context), DataController(context)
        self.schedule, self.why = ScheduleController(context), WhyController(context)
        self.code, self.compare = CodeController(context, exports), CompareController(context, exports)
        self.sweep, self.race = SweepController(context, exports), RaceController(context)
        self.sweep.panel.add_page(self.race.panel, "Race")
        self.form, self.cautions = FormController(context), CautionController(context)
        self.assumption, self.axis = AssumptionController(context), AxisController(context)
        self.future, self.history = FutureController(context), HistoryController(context, self.runs.panel)
        self.few = FewShown(context, self.runs.panel, self.compare)
        self.inside = InsideController(context)
        self.learn = LearnController(context, self.inside)
        self.watch = Watch(context.library, self)
        self._join_panels()
        self._join_runs()

    @property
    def busy(self) -> bool:
        """Whether a sweep or a race is at work."""
        return self.sweep.running or self.race.running

    def _join_panels(self) -> None:
        panel, document = self.runs.panel, self._context.document
        panel.go_on_wanted.connect(self.future.go_on)
        panel.fork_wanted.connect(self.future.fork)
        panel.export_wanted.connect(self._exports.run)
        panel.open_wanted.connect(lambda run: document.take(run.trace.experiment))
        panel.checked_changed.connect(self.compare.show)
        panel.notice.message.connect(self._context.dialogs.show_message)
        self.runs.table.epoch_selected.connect(self.why.explain_row)
        self.compare.run_picked.connect(panel.choose)
        self.compare.tutorial_wanted.connect(self._race_the_tutorial)
        self.sweep.run_picked.connect(panel.choose)

    def _join_runs(self) -> None:
        """Show what trains, whoever trains it."""
        session = self._context.session
        for source in (session, self.race, self.sweep):
            source.run_grew.connect(self.compare.grow)
            source.run_grew.connect(self.why.grow)
            source.run_ended.connect(self.compare.grow)
            source.run_ended.connect(self.why.grow)
        for begun in (session.run_added, self.race.run_begun):
            begun.connect(self.few.note)
        self.race.run_begun.connect(self.runs.begin)
        for controller in (self.race, self.sweep):
            controller.run_grew.connect(self.runs.grow)
            controller.run_ended.connect(self.runs.end)
            controller.running_changed.connect(self._on_busy_changed)
        session.state_changed.connect(self._on_busy_changed)
        self.watch.line_changed.connect(self.runs.panel.show_line)
        self.watch.run_grew.connect(self.runs.follow)
        self.watch.run_grew.connect(self.compare.grow)
        self.watch.run_grew.connect(self.why.grow)
        self.watch.run_edited.connect(self.runs.redraw)

    def finish(self) -> None:
        """End what works beside the window, and keep what was typed; it closes."""
        for controller in (self.runs, self.inside, self.learn, self.watch, self.history):
            controller.finish()

    def _on_busy_changed(self) -> None:
        live = self._context.session.live is not None
        self.sweep.set_blocked(live or self.race.running)
        self.race.set_blocked(live or self.sweep.running)
        self.busy_changed.emit()

    def _race_the_tutorial(self, pair: tuple[Experiment, Experiment]) -> None:
        """Put the tutorial into the form and race its two schedulers."""
        self._context.document.take(pair[0])
        self._context.tabs.setCurrentWidget(self.sweep.panel)
        self.race.take_pair()
        self.race.start()
