"""The plots of rate, momentum, loss, further figures and accuracy, one below another, over one shared x axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.exporters.picture import image_of
from gui.plots.legend import Legend
from gui.plots.lr_plot import LrPlot
from gui.plots.planned_plot import MomentumPlot
from gui.plots.quantity import ACCURACY, FURTHER, LOSS
from gui.plots.run_plot import FurtherPlot, RunPlot
from gui.plots.shared_epochs import SharedEpochs
from gui.widgets.appearance import Appearance

if TYPE_CHECKING:  # importing the schedule at run time would load torch
    from training.schedule.pitfalls.jumps import Jump

HEIGHTS = {"lr": 10, "momentum": 7, "accuracy": 12}  # shares; the lowest also holds the labels of the epochs
HEIGHT = 11


class PlotStack(QWidget):
    """Lays the plots out, moves their axes, and makes pictures of them.

    Its context menu holds the actions that its owner adds with `addActions`.
    """

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._appearance = appearance
        self._lr_plot = LrPlot(appearance)
        self._momentum_plot = MomentumPlot(appearance)
        self._loss_plot = RunPlot(LOSS, appearance)
        self._plots: tuple[RunPlot, ...] = (
            self._lr_plot,
            self._momentum_plot,
            self._loss_plot,
            *(FurtherPlot(quantity, appearance) for quantity in FURTHER),
            RunPlot(ACCURACY, appearance, lowest=True),
        )
        self._legend = Legend(appearance)
        self._epochs = SharedEpochs(self._plots, self)
        self._lay_out()
        for plot in self._plots:
            plot.view.double_clicked.connect(self.view_all)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._legend)
        for plot in self._plots:
            layout.addWidget(plot, HEIGHTS.get(plot.quantity.name, HEIGHT))

    def set_jumps(self, jumps: Sequence[Jump]) -> None:
        """Mark where the planned rate jumps up between two schedulers."""
        self._lr_plot.jumps.set_jumps(jumps)

    def set_milestones(self, milestones: tuple[int, ...] | None) -> None:
        """Show a handle for each milestone that can be dragged; None: no handles."""
        self._lr_plot.milestones.set_values(milestones)

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

    def copy_image(self) -> None:
        """Put a picture of all plots on the clipboard."""
        QGuiApplication.clipboard().setImage(image_of(self))
