"""The three live plots, learning rate, loss and accuracy, over one shared axis of epochs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.plots.change_lines import visible_changes
from gui.plots.crosshair import Crosshair
from gui.plots.export import image_of, png_of, svg_of
from gui.plots.legend import Entry, Legend
from gui.plots.lr_plot import LrPlot
from gui.plots.planned_plot import MomentumPlot
from gui.plots.run_plot import ACCURACY, LOSS, RunPlot
from gui.plots.shades import in_scheme
from gui.plots.shared_epochs import SharedEpochs
from gui.plots.smoothing import HIGHEST
from gui.plots.words import describe
from gui.theme import Colors
from training.files import write_whole

if TYPE_CHECKING:  # importing the schedule at run time would load torch
    from training.runs.trace import Trace
    from training.schedule.pitfalls.jumps import Jump
    from training.schedule.preview import Schedule

EPOCHS_BEFORE_A_PLAN = 10
REACH = 12  # pixels around a change that belong to it
DESCRIBE_AFTER = 500  # milliseconds: words follow the curves at leisure
HEIGHTS = (10, 7, 11, 12)  # shares of lr, momentum, loss and accuracy, which also holds the labels of the epochs


@dataclass
class ShownRun:
    """A run as the panel knows it."""

    trace: Trace
    color: str
    name: str
    visible: bool = True


class PlotsPanel(QWidget):
    """Shows the planned rate, and any number of runs as their traces grow.

    Its context menu holds the actions that its owner adds with `addActions`.
    """

    epoch_hovered = Signal(int)  # mouse or keyboard moved the crosshair to this epoch
    change_clicked = Signal(int)  # the epoch after which the rate changes
    milestones_changed = Signal(object)  # tuple[int, ...], while one is dragged
    milestones_dropped = Signal()

    def __init__(self, colors: Colors, parent: QWidget | None = None) -> None:
        """Show empty plots."""
        super().__init__(parent)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._colors = colors
        self._runs: dict[object, ShownRun] = {}
        self._selected: object = None
        self._lr_plot = LrPlot(colors)
        self._momentum_plot = MomentumPlot(colors)
        self._loss_plot = RunPlot(LOSS, colors)
        self._plots: tuple[RunPlot, ...] = (
            self._lr_plot,
            self._momentum_plot,
            self._loss_plot,
            RunPlot(ACCURACY, colors, lowest=True),
        )
        self._legend = Legend(colors)
        self._epochs = SharedEpochs(self._plots, self)
        self._crosshair = Crosshair(self._plots, self)
        self._words_timer = QTimer(self, singleShot=True, interval=DESCRIBE_AFTER)
        self._catch_up = QTimer(self, singleShot=True, interval=0)
        self._lay_out()
        self._connect()
        self._fit_epochs()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._legend)
        for plot, share in zip(self._plots, HEIGHTS, strict=True):
            layout.addWidget(plot, share)

    def _connect(self) -> None:
        self._words_timer.timeout.connect(self._describe)
        self._catch_up.timeout.connect(self.refresh)
        for plot in self._plots:
            plot.view.double_clicked.connect(self.view_all)
            plot.view.clicked.connect(self._on_clicked)
        self._epochs.range_changed.connect(self._mark_changes)
        self._crosshair.moved.connect(self._write_numbers)
        self._crosshair.chosen.connect(self.epoch_hovered)
        self._crosshair.stepped.connect(self._announce)
        self._lr_plot.milestones.changed.connect(self.milestones_changed)
        self._lr_plot.milestones.dropped.connect(self.milestones_dropped)

    def set_schedule(self, schedule: Schedule | None) -> None:
        """Draw the planned rate, dashed, and the momentum if it is planned, too; None: no plan."""
        self._lr_plot.set_schedule(schedule)
        self._momentum_plot.set_schedule(schedule)
        self._after_change()

    def set_jumps(self, jumps: Sequence[Jump]) -> None:
        """Mark where the planned rate jumps up between two schedulers."""
        self._lr_plot.jumps.set_jumps(jumps)

    def set_milestones(self, milestones: tuple[int, ...] | None) -> None:
        """Show a handle for each milestone that can be dragged; None: no handles."""
        self._lr_plot.milestones.set_values(milestones)

    def add_run(self, key: object, trace: Trace, color: str, name: str) -> None:
        """Show a run in a colour (#rrggbb); call `refresh` when its trace has grown."""
        if key in self._runs:
            self.remove_run(key)
        self._runs[key] = ShownRun(trace, color, name)
        for plot in self._plots:
            plot.add_run(key, trace, color)
        self.refresh()

    def remove_run(self, key: object) -> None:
        """Forget a run."""
        del self._runs[key]
        for plot in self._plots:
            plot.remove_run(key)
        self.select_run(None if key == self._selected else self._selected)

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
        self._after_change()

    def refresh(self) -> None:
        """Draw what is new in the traces."""
        self._fit_epochs()
        behind = [plot.refresh() for plot in self._plots]
        if any(behind):
            self._catch_up.start()
        self._after_change()

    def set_smoothing(self, weight: float) -> None:
        """Smooth loss and accuracy with this weight of the epoch before, 0 (not at all) to 0.99."""
        for plot in self._plots:
            plot.set_smoothing(max(0.0, min(weight, HIGHEST)))
        self.refresh()

    def set_first_epoch(self, first: int) -> None:
        """Count epochs from 1 or from 0 in all that is written; milestones keep torch's own numbers."""
        for plot in self._plots:
            plot.set_first_epoch(first)
        self._write_numbers()
        self._words_timer.start()

    def set_log(self, axis: str, on: bool) -> None:
        """Make an axis logarithmic: `lr`, `loss` or `epoch`; what is not above 0 leaves a gap."""
        if axis == "epoch":
            self._epochs.set_log(on)
        else:
            {"lr": self._lr_plot, "loss": self._loss_plot}[axis].set_log_values(on)

    def view_all(self) -> None:
        """Show all epochs and values, and follow the data again."""
        self._epochs.show_all()
        for plot in self._plots:
            plot.follow_values()

    def show_epoch(self, epoch: int) -> None:
        """Put the crosshair on an epoch, counted from 1; 0 hides it."""
        self._crosshair.show_epoch(epoch)

    def set_colors(self, colors: Colors) -> None:
        """Take the colours of a scheme; runs keep theirs, in that scheme's shade."""
        self._colors = colors
        self._legend.set_colors(colors)
        for plot in self._plots:
            plot.set_colors(colors)
        self._fill_legend()

    def export_png(self, path: Path) -> None:
        """Write all plots as a PNG picture of twice their size; raises FileError."""
        write_whole(path, png_of(self))

    def export_svg(self, path: Path) -> None:
        """Write all plots as an SVG drawing; raises FileError."""
        write_whole(path, svg_of(self))

    def copy_image(self) -> None:
        """Put a picture of all plots on the clipboard."""
        QGuiApplication.clipboard().setImage(image_of(self))

    def _trace(self) -> Trace | None:
        run = self._runs.get(self._selected)
        return run.trace if run else None

    def _after_change(self) -> None:
        self._fit_epochs()
        schedule, trace = self._lr_plot.schedule, self._trace()
        self._crosshair.set_range(max(len(trace) if trace else 0, len(schedule.lr) if schedule else 0))
        self._mark_changes()
        self._write_numbers()
        self._fill_legend()
        if not self._words_timer.isActive():
            self._words_timer.start()

    def _fit_epochs(self) -> None:
        """Cover every planned and every trained epoch."""
        schedule = self._lr_plot.schedule
        counts = [schedule.epochs] if schedule else []
        for run in self._runs.values():
            if run.visible:
                counts += [len(run.trace), run.trace.experiment.epochs]
        last = max(counts, default=EPOCHS_BEFORE_A_PLAN)
        self._epochs.set_last(last)
        self._lr_plot.milestones.set_range(last)

    def _mark_changes(self) -> None:
        trace = self._trace()
        epochs: list[int] = []
        if trace is not None:
            epochs = visible_changes(trace.column("lr"), trace.column("lr_after"), self._lr_plot.view.shown())
        for plot in self._plots:
            plot.change_lines.set_epochs(epochs)

    def _on_clicked(self, place: float) -> None:
        """Tell which change of the selected run, else of the plan, lies under the mouse."""
        shown, view = self._trace() or self._lr_plot.schedule, self._lr_plot.view
        changes = np.empty(0) if shown is None else shown.changes
        if len(changes):
            nearest = changes[np.argmin(np.abs(changes + 0.5 - place))]
            if abs(view.pixel_x(nearest + 0.5) - view.pixel_x(place)) <= REACH:
                self.change_clicked.emit(int(nearest))

    def _write_numbers(self) -> None:
        """Read out the epoch under the crosshair, or else the newest one."""
        trace = self._trace()
        epoch = self._crosshair.epoch or (len(trace) if trace else 0)
        for plot in self._plots:
            plot.heading.set_text(plot.numbers(self._selected, epoch))

    def _announce(self) -> None:
        text = ", ".join(plot.heading.text for plot in self._plots if plot.heading.text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._lr_plot, text))

    def _fill_legend(self) -> None:
        muted = self._colors.muted
        shown = [run for run in self._runs.values() if run.visible]
        planned = zip(("planned", "planned for the head"), (muted, self._colors.accent), strict=True)
        entries = [Entry(text, color, dashed=True) for text, color in planned][: len(self._lr_plot.planned)]
        if any(run.trace.validated for run in shown):
            entries += [Entry("training", muted), Entry("validation", muted, dashed=True)]
        entries += [Entry(run.name, in_scheme(run.color, self._colors)) for run in shown]
        self._legend.set_entries(entries)

    def _describe(self) -> None:
        words = describe(self._trace(), self._lr_plot.schedule, self._lr_plot.first_epoch)
        for plot in self._plots:
            plot.setAccessibleDescription(words)
