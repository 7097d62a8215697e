"""What the window shows of runs: their curves, and all of the one that is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.controllers.context import Context
from gui.panels.runs.runs_panel import RunsPanel
from gui.panels.training.progress_panel import ProgressPanel
from gui.plots.words import describe
from gui.tables.trace_model import TraceModel
from gui.tables.trace_table import TraceTable
from gui.widgets.theme import RUN_COLORS, slot_of
from gui.widgets.timers import single_shot
from gui.widgets.turns import Turns
from training.runs.run import LIVE, Run, Status

if TYPE_CHECKING:
    from training.runs.trace import Trace
    from training.schedule.preview import Schedule

READING_MS = 150  # between two looks at a table: figures that change faster cannot be read


class RunsController(QObject):
    """Brings plots, tables and words up to date with the runs."""

    failed = Signal(object)  # a Run that has ended early

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context, self._plots, self._selection = context, context.plots, context.selection
        panel = self.panel = RunsPanel(context.library, context.appearance, context.settings)
        context.tabs.addTab(panel, "&Runs")
        self.trace_model = TraceModel(context.appearance)
        self.table = TraceTable(self.trace_model)
        self.progress = ProgressPanel()
        context.window.statusBar().addPermanentWidget(self.progress)
        self._plan: Schedule | None = None
        self._others = set[int]()  # runs that another Stepwell trained last: the progress is not theirs
        self._asked = False
        self._question = context.jobs.question("side", "plan of the run", self)
        self._question.answered.connect(self._on_planned)
        self._plotted, self._grown = set[int](), list[Run]()
        self._reading = single_shot(self, READING_MS)
        self._reading.timeout.connect(self._show_rows)
        self._turns = Turns(self)
        context.session.run_added.connect(self.begin)
        context.session.run_grew.connect(self.grow)
        context.session.run_edited.connect(self.redraw)
        context.session.run_ended.connect(self.end)
        panel.run_selected.connect(self._on_selected)
        panel.visibility_changed.connect(self._set_visible)
        context.preparation.schedule_changed.connect(self._describe)
        context.preparation.devices_found.connect(lambda _, automatic: self.progress.set_device(automatic))
        context.appearance.changed.connect(self._describe)
        context.plots.epoch_hovered.connect(self.table.show_epoch)
        self.table.epoch_selected.connect(context.plots.show_epoch)

    def begin(self, run: Run) -> None:
        """Show a run that begins or goes on."""
        self._others.discard(run.number)
        self._turns.add(lambda: self._plot_live(run), lambda: self._look_at(run), lambda: self.panel.select(run))

    def _plot_live(self, run: Run) -> None:
        self._plot(run)
        self._plots.set_run_live(run.number, True)

    def grow(self, run: Run) -> None:
        """Draw a run's new epochs; what is read comes later."""
        self._plots.refresh(run.number)
        if run not in self._grown:
            self._grown.append(run)
        if not self._reading.isActive():
            self._reading.start()

    def follow(self, run: Run) -> None:
        """Show new epochs, or the end, of a run that another Stepwell trains."""
        self._others.add(run.number)
        self.grow(run)
        self._plots.set_run_live(run.number, run.status in LIVE)
        if run is self._selection.run and not run.elsewhere:
            self._ask_for_plan()
            self._describe()

    def end(self, run: Run) -> None:
        """Show how a run has ended."""
        self._turns.finish()
        self.grow(run)
        self._plots.set_run_live(run.number, False)
        self._turns.add(self._show_rows, self._ask_for_plan, self._describe)
        if run.status is Status.FAILED:
            self.failed.emit(run)

    def finish(self) -> None:
        """Show nothing any more; the window closes."""
        self._turns.drop()
        self._reading.stop()

    def _show_rows(self) -> None:
        """Bring tables and words up to date with the curves."""
        self.table.follow()
        for run in self._grown:
            self.panel.refresh(run)
            if run.number not in self._others:
                self.progress.show_run(run)
        if not self._asked and self._selection.run in self._grown:
            self._ask_for_plan()
        self._grown.clear()

    def _plot(self, run: Run) -> None:
        if run.number not in self._plotted:
            self._plotted.add(run.number)
            self._draw(run)

    def _draw(self, run: Run) -> None:
        color, round_ = self._context.appearance.colors.run(slot_of(run.number)), slot_of(run.number) // len(RUN_COLORS)
        self._plots.add_run(run.number, run.trace, color, run.name, round_)
        self._plots.set_run_live(run.number, run.status in LIVE)

    def _set_visible(self, number: int, visible: bool) -> None:
        """Show or hide curves; those of the run that is looked at are always there. What is hidden is forgotten."""
        if visible:
            self._plot(self._context.library.run(number))
        elif number in self._plotted and (self._selection.run is None or self._selection.run.number != number):
            self._plotted.remove(number)
            self._plots.remove_run(number)

    def redraw(self, run: Run) -> None:
        """Show a run whose experiment was changed."""
        if run.number in self._plotted:
            self._draw(run)
        if run is self._selection.run:
            self._look_at(run)

    def _on_selected(self, run: Run) -> None:
        if self._selection.run is not run or self.trace_model.trace is not run.trace:
            self._look_at(run)

    def _look_at(self, run: Run) -> None:
        before = self._selection.run
        self._selection.choose(run)
        self._set_visible(run.number, True)
        if before is not None and before is not run and before.number not in self.panel.checked():
            self._set_visible(before.number, False)
        self.trace_model.show_trace(run.trace)
        self._plots.select_run(run.number)
        self._plan = None
        self._ask_for_plan()
        self._describe()

    def _describe(self) -> None:
        run = self._selection.run
        trace, plan = (None, self._context.preparation.schedule) if run is None else (run.trace, self._plan)
        self.panel.words.setText(describe(trace, plan, self._context.appearance.first_epoch))

    def _ask_for_plan(self) -> None:
        """Have the selected run's own schedule computed, as long as it has epochs to come."""
        self._question.withdraw()
        self._asked = False
        if self._selection.run is None:
            return
        trace = self._selection.run.trace
        known = len(trace) or not trace.experiment.steps_after_batch  # so that it is known how many batches there are
        if known and len(trace) < trace.experiment.epochs:
            self._asked = True
            self._question.ask(lambda: _plan(trace))

    def _on_planned(self, schedule: Schedule) -> None:
        self._plan = schedule
        self._plots.set_run_plan(schedule)
        self._describe()


def _plan(trace: Trace) -> Iterator[object]:
    from training.schedule.futures import assumed
    from training.schedule.preview import preview_blocks

    experiment = trace.experiment
    figures = {name: trace.column(name).tolist() for name in experiment.watched}
    rows = trace.batches * experiment.batch_size  # as good as the true ones, which give as many batches
    yield from preview_blocks(experiment, rows, assumed(experiment, figures))
