"""The window itself: where things are. What they do is the workbench's business."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QMargins, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QLabel, QSplitter, QTabWidget, QToolBar, QVBoxLayout, QWidget

from gui.controllers.frame import Frame
from gui.panels.training.plot_bar import PlotBar
from gui.panels.training.status_bar import StatusBar
from gui.widgets.actions import Actions
from gui.widgets.appearance import Appearance
from gui.widgets.pages import Pages, page_buttons

if TYPE_CHECKING:  # importing it at run time would load numpy and pyqtgraph
    from gui.plots.plots_panel import PlotsPanel

LAYOUT_VERSION = 1
SIZE = 1480, 920
FORM, NARROWEST_FORM, REST = 372, 260, 1108  # widths
PLOTS, TABS = 718, 390
UPPER, TABLE = 590, 270  # heights
FRAME = QMargins(4, 36, 4, 4)  # what a window manager may put around
SPLITTERS = ("columns", "upper", "rest")


class MainWindow(Frame):
    """Form on the left; beside it a page, first the laboratory: plots and tabs, below them the table."""

    closed = Signal()  # it has gone from the screen for good
    painted = Signal()  # the window has been on the screen for the first time
    file_dropped = Signal(object)  # a Path dropped anywhere on the window
    scheme_changed = Signal()  # the system went light or dark

    def __init__(self, appearance: Appearance, settings: QSettings) -> None:
        """Lay the window out; panels that need more than Qt come later."""
        super().__init__()
        self.appearance, self._settings, self._was_painted = appearance, settings, False
        appearance.setParent(self)
        self.may_close: Callable[[], bool] = lambda: True
        self.setWindowTitle("Stepwell")
        self.setAcceptDrops(True)
        self.actions_by_name = Actions(self, appearance)
        self.plot_bar = PlotBar(self.actions_by_name)
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.setAccessibleName("Runs and data")
        self.tabs.tabBar().setAccessibleName("Runs and data")
        self.tabs.tabBar().setDrawBase(False)
        self._build_bars()
        self._build_splitters()
        self._restore_layout()

    def _build_bars(self) -> None:
        self.actions_by_name.fill(self.menuBar())
        if sys.platform != "darwin":  # where the menu bar is no part of the window; the menu View has them, too
            self.menuBar().setCornerWidget(page_buttons(self.actions_by_name, self.menuBar()))
        self.tool_bar = QToolBar("Tools", movable=False)
        self.tool_bar.setObjectName("toolbar")
        self.tool_bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.actions_by_name.fill_tool_bar(self.tool_bar)
        self.addToolBar(self.tool_bar)
        self.setStatusBar(StatusBar(self))

    def _build_splitters(self) -> None:
        plots = QWidget()
        self._plots_layout = layout = QVBoxLayout(plots)
        self._loading = QLabel("The plots are loading…", alignment=Qt.AlignmentFlag.AlignCenter)
        self._loading.setProperty("role", "hint")
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.plot_bar)
        layout.addWidget(self._loading, 1)
        self.upper = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.upper.addWidget(plots)
        self.upper.addWidget(self.tabs)
        self.upper.setStretchFactor(0, 1)
        self.rest = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self.rest.addWidget(self.upper)
        self.columns = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.columns.addWidget(QWidget(minimumWidth=FORM))
        self.pages = Pages(self.rest, self.actions_by_name)
        self.columns.addWidget(self.pages)
        self.columns.setStretchFactor(1, 1)
        self.setCentralWidget(self.columns)

    def set_plots(self, plots: PlotsPanel) -> None:
        """Put the plots into their place."""
        self.plots = plots
        self._plots_layout.replaceWidget(self._loading, plots)
        self._loading.deleteLater()

    def set_form(self, form: QWidget) -> None:
        """Put the form into its place."""
        sizes = self.columns.sizes()
        form.setMinimumWidth(NARROWEST_FORM)
        if placeholder := self.columns.replaceWidget(0, form):
            placeholder.deleteLater()
        self.columns.setSizes(sizes)

    def set_table(self, table: QWidget) -> None:
        """Put the trace table below plots and tabs."""
        self.rest.addWidget(table)
        self.rest.setStretchFactor(0, 1)
        if not self._restore("rest"):
            self.rest.setSizes([UPPER, TABLE])

    def reset_layout(self) -> None:
        """Give every part its first size."""
        self.columns.setSizes([FORM, REST])
        self.upper.setSizes([PLOTS, TABS])
        self.rest.setSizes([UPPER, TABLE])

    def save_layout(self) -> None:
        """Remember size and parts for the next start."""
        self._settings.setValue("layout", LAYOUT_VERSION)
        self._settings.setValue("geometry", self.saveGeometry())
        if self.rest.count() > 1:  # else the table is not there yet, and its height would be lost
            for name in SPLITTERS:
                self._settings.setValue(name, getattr(self, name).saveState())

    def _restore_layout(self) -> None:
        if not self.restoreGeometry(_bytes(self._settings, "geometry")):
            self.resize(*SIZE)
        self._fit_to_screen()
        self.reset_layout()
        for name in ("columns", "upper"):
            self._restore(name)

    def _fit_to_screen(self) -> None:
        """Come back onto the screen, which may be a smaller one than the last time."""
        room = self.screen().availableGeometry().marginsRemoved(FRAME)
        geometry = self.geometry()
        geometry.setSize(geometry.size().boundedTo(room.size()))
        geometry.moveLeft(min(max(geometry.left(), room.left()), room.right() + 1 - geometry.width()))
        geometry.moveTop(min(max(geometry.top(), room.top()), room.bottom() + 1 - geometry.height()))
        if geometry != self.geometry():
            self.setGeometry(geometry)

    def _restore(self, name: str) -> bool:
        known = self._settings.value("layout", type=int) == LAYOUT_VERSION
        return known and bool(getattr(self, name).restoreState(_bytes(self._settings, name)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window is on the screen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system's light or dark scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ThemeChange:
            self.scheme_changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on the first file."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.file_dropped.emit(Path(files[0]))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close when whoever works here agrees."""
        if self.may_close():
            self.save_layout()
            self.hide()
            event.accept()
            self.closed.emit()
        else:
            event.ignore()


def _bytes(settings: QSettings, key: str) -> QByteArray:
    value = settings.value(key)
    return value if isinstance(value, QByteArray) else QByteArray()
