"""What the window shows of runs: their curves, and all of the one that is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gui.document.library import RunLibrary
from gui.document.session import TrainingSession
from gui.jobs.background import Background
from gui.jobs.question import Question
from gui.panels.runs.runs_panel import RunsPanel
from gui.panels.training.progress_panel import ProgressPanel
from gui.plots.plots_panel import PlotsPanel
from gui.plots.words import describe
from gui.tables.trace_model import TraceModel
from gui.tables.trace_table import TraceTable
from gui.widgets.theme import RUN_COLORS, Colors, slot_of
from gui.widgets.timers import single_shot
from training.runs.run import LIVE, Run, Status

if TYPE_CHECKING:
    from training.runs.trace import Trace
    from training.schedule.preview import Schedule

READING_MS = 150  # between two looks at a table: figures that change faster cannot be read


class RunsController(QObject):
    """Brings plots, tables and words up to date with the runs.

    Attributes:
        selected: the run that is looked at; None while there is none.
        schedule: what the form plans; of a run, its own experiment's plan is told.

    Signals:
        run_selected: a Run is looked at, or has become another one.
        failed: a Run that has ended early.
    """

    run_selected = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        panel: RunsPanel,
        plots: PlotsPanel,
        table: TraceTable,
        trace_model: TraceModel,
        progress: ProgressPanel,
        session: TrainingSession,
        side: Background,
        colors: Colors,
    ) -> None:
        """Follow the session and the panel."""
        super().__init__(panel)
        self.panel, self._plots, self._table, self._trace_model = panel, plots, table, trace_model
        self._progress, self._colors = progress, colors
        self._library: RunLibrary = session.library
        self.selected: Run | None = None
        self.schedule: Schedule | None = None
        self._plan: Schedule | None = None
        self._others = set[int]()  # runs that another Stepwell trained last: the progress is not theirs
        self._asked = False
        self._question = Question(side, "plan of the run", self)
        self._question.answered.connect(self._on_planned)
        self._first, self._plotted, self._grown = 1, set[int](), list[Run]()
        self._reading = single_shot(self, READING_MS)
        self._reading.timeout.connect(self._show_rows)
        self._begun, self._choosing = list[Run](), single_shot(self, 0)  # the curve is painted before the words
        self._choosing.timeout.connect(self._choose_begun)
        session.run_added.connect(self.begin)
        session.run_grew.connect(self.grow)
        session.run_edited.connect(self.redraw)
        session.run_ended.connect(self.end)
        panel.run_selected.connect(self._on_selected)
        panel.visibility_changed.connect(self._set_visible)

    def show_schedule(self, schedule: Schedule | None) -> None:
        """Describe the form's plan while no run is looked at."""
        self.schedule = schedule
        self._describe()

    def set_first_epoch(self, first: int) -> None:
        """Count epochs from 1 or from 0."""
        self._first = first
        self._trace_model.set_first_epoch(first)
        self._describe()

    def begin(self, run: Run) -> None:
        """Show a run that begins or goes on."""
        self._others.discard(run.number)
        self._plot(run)
        self._plots.set_run_live(run.number, True)
        self._begun.append(run)
        self._choosing.start()

    def _choose_begun(self) -> None:
        """Look at the run that has begun."""
        self._choosing.stop()
        while self._begun:
            run = self._begun.pop()
            goes_on = self.selected is run
            self.panel.select(run)
            if goes_on:
                self._on_selected(run)

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
        if run is self.selected and not run.elsewhere:
            self._ask_for_plan()
            self._describe()

    def end(self, run: Run) -> None:
        """Show how a run has ended."""
        self._choose_begun()
        self.grow(run)
        self._plots.set_run_live(run.number, False)
        self._show_rows()
        self._ask_for_plan()
        self._describe()
        if run.status is Status.FAILED:
            self.failed.emit(run)

    def _show_rows(self) -> None:
        """Bring tables and words up to date with the curves."""
        self._table.follow()
        for run in self._grown:
            self.panel.refresh(run)
            if run.number not in self._others:
                self._progress.show_run(run)
        if not self._asked and self.selected in self._grown:
            self._ask_for_plan()
        self._grown.clear()

    def _plot(self, run: Run) -> None:
        if run.number not in self._plotted:
            self._plotted.add(run.number)
            self._draw(run)

    def _draw(self, run: Run) -> None:
        color, round_ = self._colors.run(slot_of(run.number)), slot_of(run.number) // len(RUN_COLORS)
        self._plots.add_run(run.number, run.trace, color, run.name, round_)
        self._plots.set_run_live(run.number, run.status in LIVE)

    def _set_visible(self, number: int, visible: bool) -> None:
        """Show or hide curves; those of the run that is looked at are always there. What is hidden is forgotten."""
        if visible:
            self._plot(self._library.run(number))
        elif number in self._plotted and (self.selected is None or self.selected.number != number):
            self._plotted.remove(number)
            self._plots.remove_run(number)

    def redraw(self, run: Run) -> None:
        """Show a run whose experiment was changed."""
        if run.number in self._plotted:
            self._draw(run)
        if run is self.selected:
            self._on_selected(run)

    def _on_selected(self, run: Run) -> None:
        before, self.selected = self.selected, run
        self._set_visible(run.number, True)
        if before is not None and before is not run and before.number not in self.panel.checked():
            self._set_visible(before.number, False)
        self._trace_model.show_trace(run.trace)
        self._plots.select_run(run.number)
        self._plan = None
        self._ask_for_plan()
        self._describe()
        self.run_selected.emit(run)

    def _describe(self) -> None:
        trace, plan = (None, self.schedule) if self.selected is None else (self.selected.trace, self._plan)
        self.panel.words.setText(describe(trace, plan, self._first))

    def _ask_for_plan(self) -> None:
        """Have the selected run's own schedule computed, as long as it has epochs to come."""
        self._question.withdraw()
        self._asked = False
        if self.selected is None:
            return
        trace = self.selected.trace
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
