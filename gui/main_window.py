"""The window itself: where things are. What they do is the workbench's business."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QTabWidget, QToolBar, QVBoxLayout, QWidget

from gui.actions import Actions
from gui.panels.plot_bar import PlotBar
from gui.plots.plots_panel import PlotsPanel
from gui.theme import Colors

LAYOUT_VERSION = 1
FORM, CENTRE, TABS = 340, 760, 380  # widths in a window of 1480 pixels
PLOTS, TABLE = 560, 260


class MainWindow(QMainWindow):
    """Form on the left, plots and table in the centre, tabs on the right.

    Signals:
        painted: the window has been on the screen for the first time.
        file_dropped: a Path dropped anywhere on the window.
        scheme_changed: the system went light or dark.
    """

    painted = Signal()
    file_dropped = Signal(object)
    scheme_changed = Signal()

    def __init__(self, colors: Colors, settings: QSettings) -> None:
        """Lay the window out; panels that need more than Qt come later."""
        super().__init__()
        self._settings, self._was_painted = settings, False
        self.may_close: Callable[[], bool] = lambda: True
        self.setWindowTitle("Stepwell")
        self.setAcceptDrops(True)
        self.actions_by_name = Actions(self)
        self.actions_by_name.set_colors(colors)
        self.plots = PlotsPanel(colors)
        self.plot_bar = PlotBar(self.actions_by_name)
        self.tabs = QTabWidget(documentMode=True)
        self._build_bars()
        self._build_splitters()
        self._restore_layout()

    def _build_bars(self) -> None:
        self.actions_by_name.fill(self.menuBar())
        self.tool_bar = QToolBar("Tools", movable=False, objectName="toolbar")
        self.tool_bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.actions_by_name.fill_tool_bar(self.tool_bar)
        self.addToolBar(self.tool_bar)
        self.statusBar().setSizeGripEnabled(False)

    def _build_splitters(self) -> None:
        plots = QWidget()
        layout = QVBoxLayout(plots)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.plot_bar)
        layout.addWidget(self.plots, 1)
        self.centre = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self.centre.addWidget(plots)
        self.columns = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.columns.addWidget(QWidget(minimumWidth=FORM))
        self.columns.addWidget(self.centre)
        self.columns.addWidget(self.tabs)
        self.columns.setStretchFactor(1, 1)
        self.setCentralWidget(self.columns)

    def set_form(self, form: QWidget) -> None:
        """Put the form into its place."""
        sizes = self.columns.sizes()
        self.columns.replaceWidget(0, form).deleteLater()
        self.columns.setSizes(sizes)

    def set_table(self, table: QWidget) -> None:
        """Put the trace table below the plots."""
        self.centre.addWidget(table)
        self.centre.setStretchFactor(0, 1)
        if not self.centre.restoreState(_bytes(self._settings, "centre")):
            self.centre.setSizes([PLOTS, TABLE])

    def reset_layout(self) -> None:
        """Give every part its first size."""
        self.columns.setSizes([FORM, CENTRE, TABS])
        self.centre.setSizes([PLOTS, TABLE])

    def save_layout(self) -> None:
        """Remember size and parts for the next start."""
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("columns", self.columns.saveState())
        self._settings.setValue("centre", self.centre.saveState())
        self._settings.setValue("layout", LAYOUT_VERSION)

    def _restore_layout(self) -> None:
        known = self._settings.value("layout", type=int) == LAYOUT_VERSION
        if not (known and self.restoreGeometry(_bytes(self._settings, "geometry"))):
            self.resize(1480, 900)
        if not (known and self.columns.restoreState(_bytes(self._settings, "columns"))):
            self.columns.setSizes([FORM, CENTRE, TABS])

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Tell once that the window is on the screen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the system's light or dark scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ThemeChange:
            self.scheme_changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Hand on the first file."""
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.file_dropped.emit(Path(files[0]))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Close when whoever works here agrees."""
        if self.may_close():
            self.save_layout()
            event.accept()
        else:
            event.ignore()


def _bytes(settings: QSettings, key: str) -> QByteArray:
    value = settings.value(key)
    return value if isinstance(value, QByteArray) else QByteArray()
