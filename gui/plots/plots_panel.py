"""The three live plots, learning rate, loss and accuracy, over one shared x axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from gui.plots.changes import Changes
from gui.plots.crosshair import Crosshair
from gui.plots.parting import Parting
from gui.plots.picking import Picker
from gui.plots.plot_stack import PlotStack
from gui.plots.positions import EPOCHS, Positions
from gui.plots.run_positions import RunPositions
from gui.plots.shown_run import ShownRun, entries_of
from gui.plots.smoothing import HIGHEST
from gui.plots.words import describe
from gui.plots.x_axis import XAxis
from gui.widgets.appearance import Appearance
from gui.widgets.timers import single_shot

if TYPE_CHECKING:  # importing the schedule at run time would load torch
    from training.runs.trace import Trace
    from training.schedule.preview import Schedule

EPOCHS_BEFORE_A_PLAN = 10
MOST_PREVIEWED = 4  # times the trained epochs; a longer plan, all of it in sight, would hide them
DESCRIBE_AFTER = 500  # milliseconds: words follow the curves at leisure


class PlotsPanel(PlotStack):
    """Shows the planned rate, and any number of runs as their traces grow."""

    epoch_hovered = Signal(int)  # mouse or keyboard moved the crosshair to this epoch
    change_clicked = Signal(int)  # the epoch after which the rate changes
    run_clicked = Signal(object)  # the key of the run whose curve was clicked, which is not the selected one's
    batches_wanted = Signal(object)  # the key of a run: how many batches has an epoch? See `set_batches`
    milestones_changed = Signal(object)  # tuple[int, ...], while one is dragged
    milestones_dropped = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, parent)
        self._runs: dict[object, ShownRun] = {}
        self._selected: object = None
        self._baseline: object = None
        self._groups: Sequence[Sequence[object]] = ()
        self._previews = False  # whether the plan was made longer or shorter since the last training
        self._run_positions = RunPositions()
        self._crosshair = Crosshair(self._plots, self)
        self._parting = Parting(self._plots, self._loss_plot)
        picker = Picker(self._plots, lambda key: self._runs[key].name, self)
        self._changes = Changes(self._plots, picker, self)
        self._words_timer = single_shot(self, DESCRIBE_AFTER)
        self._catch_up = single_shot(self, 0)
        self._connect()
        self._fit_epochs()
        appearance.changed.connect(self._restyle)

    def _connect(self) -> None:
        self._words_timer.timeout.connect(self._describe)
        self._catch_up.timeout.connect(lambda: self.refresh())
        self._epochs.range_changed.connect(self._changes.mark)
        self._changes.change_clicked.connect(self.change_clicked)
        self._changes.run_clicked.connect(self.run_clicked)
        self._crosshair.moved.connect(self._write_numbers)
        self._crosshair.chosen.connect(self.epoch_hovered)
        self._crosshair.stepped.connect(self._announce)
        self._lr_plot.milestones.changed.connect(self.milestones_changed)
        self._lr_plot.milestones.dropped.connect(self.milestones_dropped)

    def set_schedule(self, schedule: Schedule | None) -> None:
        """Draw the planned rate, dashed, and the momentum if it is planned, too; None: no plan."""
        before = self._lr_plot.schedule
        self._lr_plot.set_schedule(schedule)
        self._momentum_plot.set_schedule(schedule)
        if schedule is not None and (before is None or before.epochs != schedule.epochs):
            self._previews = True
        self._after_change()

    def add_run(self, key: object, trace: Trace, color: str, name: str, style: int = 0) -> None:
        """Show a run; call `refresh` when its trace has grown.

        Args:
            key: what the run is called by in all other methods.
            trace: its epochs, which may grow.
            color: #rrggbb.
            name: for the legend.
            style: how often the colours have gone round before it; another style has other dashes.
        """
        if key in self._runs:
            self.remove_run(key)
        self._runs[key] = ShownRun(trace, color, name, style)
        for plot in self._plots:
            plot.add_run(key, trace, color, style)
        if self._run_positions.counted is not XAxis.EPOCHS:
            self._lay_curves()
        self._previews = False
        self.refresh(key)

    def set_run_live(self, key: object, live: bool) -> None:
        """Make room for all epochs that a run will have; once it has ended, for those that it has."""
        if key in self._runs and self._runs[key].live != live:
            self._runs[key].live, self._previews = live, False
            self._after_change()

    @property
    def keys(self) -> list[object]:
        """The keys of all runs, shown or not."""
        return list(self._runs)

    def remove_run(self, key: object) -> None:
        """Forget a run."""
        del self._runs[key]
        self._run_positions.forget(key)
        for plot in self._plots:
            plot.remove_run(key)
        if key == self._selected:
            self.select_run(None)
        else:
            self._after_change()

    def set_run_visible(self, key: object, visible: bool) -> None:
        """Show or hide a run's curves."""
        self._runs[key].visible = visible
        for plot in self._plots:
            plot.set_run_visible(key, visible)
        self._after_change()

    def select_run(self, key: object) -> None:
        """Lay a run on top; its numbers are read out and its changes marked. None: no run."""
        self._selected = key
        for plot in self._plots:
            plot.select_run(key)
        self.set_run_plan(None)

    def set_run_plan(self, schedule: Schedule | None) -> None:
        """Read out what the selected run's own experiment plans for the epochs that it has not trained."""
        for plot in (self._lr_plot, self._momentum_plot):
            plot.run_plan = schedule
        self._after_change()

    def set_x_axis(self, counted: XAxis) -> None:
        """Count epochs, the optimizer's steps or seconds; what has no position there is hidden."""
        self._run_positions.counted = counted
        for plot in self._plots:
            plot.set_x_axis(counted)
        self._lay_curves()
        self._epochs.show_all()

    def set_batches(self, key: object, batches: int) -> None:
        """Learn how many batches an epoch of a run has, in answer to `batches_wanted`."""
        self._run_positions.set_batches(key, batches)
        self._lay_curves()

    def set_plan_batches(self, batches: int) -> None:
        """Learn how many batches an epoch of the plan has; 0: not known, so steps cannot be counted."""
        self._run_positions.plan_batches = batches
        self._lay_curves()

    def set_baseline(self, key: object) -> None:
        """Compare the selected run's numbers with this run's, which gets a halo; None: with none."""
        self._baseline = key
        for plot in self._plots:
            plot.set_baseline(key)
        self._after_change()

    def set_groups(self, groups: Sequence[Sequence[object]]) -> None:
        """Draw the visible runs of each group as their mean in a band from lowest to highest; empty: no means."""
        if not groups and not self._groups:
            return
        self._groups = groups
        for plot in self._plots:
            plot.set_groups(groups)
        self._catch_up.start()
        self._after_change()

    def set_parting(self, epoch: int | None, text: str = "") -> None:
        """Draw a line before the first epoch, counted from 1, in which two runs differ; None: no line."""
        self._parting.show(epoch, text)

    def refresh(self, key: object = None) -> None:
        """Draw what is new in a run's trace; None: in all traces."""
        self._run_positions.grow()
        self._fit_epochs()
        behind = [plot.refresh(key) for plot in self._plots]
        if any(behind):
            self._catch_up.start()
        self._follow()

    def set_smoothing(self, weight: float) -> None:
        """Smooth loss and accuracy with this weight of the epoch before, 0 (not at all) to 0.99."""
        for plot in self._plots:
            plot.set_smoothing(max(0.0, min(weight, HIGHEST)))
        self.refresh()

    def show_epoch(self, epoch: int) -> None:
        """Put the crosshair on an epoch, counted from 1; 0 hides it."""
        self._crosshair.show_epoch(epoch)

    def _restyle(self) -> None:
        self._after_change()
        self._write_numbers()

    def _trace(self) -> Trace | None:
        run = self._runs.get(self._selected)
        return run.trace if run else None

    def _positions_of(self, key: object) -> Positions | None:
        return self._run_positions.of_run(key, self._runs[key].trace)

    def _lay_curves(self) -> None:
        """Put every curve where its epochs lie now."""
        for plot in self._plots:
            plot.set_run_positions(self._positions_of)
        for plot in (self._lr_plot, self._momentum_plot):
            plot.set_plan_positions(self._run_positions.of_plan())
        self._after_change()
        for key, run in self._runs.items():
            if run.visible and self._positions_of(key) is None:
                self.batches_wanted.emit(key)

    def _after_change(self) -> None:
        self._fit_epochs()
        self._follow()

    def _follow(self) -> None:
        """Bring up to date what is read and pointed at."""
        self._point()
        self._write_numbers()
        self._legend.set_entries(
            entries_of(self._runs, self._groups, self._baseline, self._planned(), self._appearance.colors)
        )
        if not self._words_timer.isActive():
            self._words_timer.start()

    def _point(self) -> None:
        """Let crosshair and markers point at the selected run's epochs, else the plan's, that have a position."""
        schedule, trace, plan = self._lr_plot.plan_of(self._selected), self._trace(), self._run_positions.of_plan()
        positions = plan if trace is None else self._positions_of(self._selected)
        is_time = self._run_positions.counted is XAxis.TIME
        planned = 0 if schedule is None or is_time else len(schedule.lr)
        self._crosshair.set_positions(positions or EPOCHS)
        self._parting.set_positions(None if is_time else positions)
        self._crosshair.set_range(0 if positions is None else max(len(trace) if trace else 0, planned))
        self._changes.follow(self._selected, trace, schedule, positions)

    def view_all(self) -> None:
        """Show all trained epochs and their values, before any training the whole plan, and follow the data again."""
        self._previews = False
        self._fit_epochs()
        super().view_all()

    def _fit_epochs(self) -> None:
        """Show the trained epochs of the visible runs; one can go on to all that is planned, by the form or a run."""
        schedule, shown = self._lr_plot.schedule, [(key, run) for key, run in self._runs.items() if run.visible]
        plan = [(self._run_positions.of_plan(), schedule.epochs)] if schedule else []
        trained = [(positions, run.trained) for key, run in shown if (positions := self._positions_of(key)) is not None]
        longest = max((epochs for _, epochs in trained), default=0)
        previewed = self._previews and schedule is not None and schedule.epochs <= MOST_PREVIEWED * longest
        reach = [*plan, *((self._positions_of(key), run.planned) for key, run in shown)]
        sight = [*trained, *plan] if previewed else trained if longest else plan or reach
        default = EPOCHS_BEFORE_A_PLAN
        self._epochs.set_span(self._run_positions.span(sight, default), self._run_positions.span(reach, default))
        self._lr_plot.milestones.set_range(max((last for _, last in reach), default=default))

    def _write_numbers(self) -> None:
        """Read out the epoch under the crosshair, or else the newest one."""
        trace = self._trace()
        epoch = self._crosshair.epoch or (len(trace) if trace else 0)
        for plot in self._plots:
            plot.heading.set_text(plot.numbers(self._selected, epoch))

    def _announce(self) -> None:
        text = ", ".join(plot.heading.text for plot in self._plots if plot.heading.text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._lr_plot, text))

    def _planned(self) -> int:
        return 0 if self._run_positions.of_plan() is None else len(self._lr_plot.planned)

    def _describe(self) -> None:
        words = describe(self._trace(), self._lr_plot.plan_of(self._selected), self._appearance.first_epoch)
        for plot in self._plots:
            plot.setAccessibleDescription(words)
