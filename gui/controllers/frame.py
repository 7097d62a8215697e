"""The main window as controllers know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow, QTabWidget

from gui.panels.training.plot_bar import PlotBar
from gui.widgets.actions import Actions
from gui.widgets.appearance import Appearance
from gui.widgets.pages import Pages

if TYPE_CHECKING:  # importing it at run time would load numpy and pyqtgraph
    from gui.plots.plots_panel import PlotsPanel


class Frame(QMainWindow):
    """A window with the parts that controllers fill and follow."""

    actions_by_name: Actions
    appearance: Appearance
    pages: Pages
    plot_bar: PlotBar
    plots: PlotsPanel
    tabs: QTabWidget

    def set_plots(self, plots: PlotsPanel) -> None:
        """Put the plots into their place."""
        raise NotImplementedError
