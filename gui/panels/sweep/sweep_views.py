"""What a sweep came to, in four views: a table, a heat map, bands over epochs, parallel coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from gui.document.sweep_figures import FIGURES, SEED, Figure, SweepFigures
from gui.exporters import VIEW
from gui.panels.sweep.sweep_pictures import axes_of, best_words, cells_of, curves_of, groupings, kept_words
from gui.plots.band_plot import BandPlot
from gui.plots.heat_map import HeatMap
from gui.plots.parallel_coordinates import ParallelCoordinates
from gui.tables.sweep_model import SweepModel
from gui.widgets.appearance import Appearance
from gui.widgets.cell_grid import Cell
from gui.widgets.export_buttons import export_buttons
from gui.widgets.hinted_table import HintedTable
from gui.widgets.labels import NoteLabel
from gui.widgets.quiet_combo_box import QuietComboBox
from gui.widgets.sweep_switch import SweepSwitch
from training.exporting import SWEEP

if TYPE_CHECKING:
    from training.runs.sweep_results import SweepResults

HINT = "Start the sweep: its runs appear here as they are trained."
TABLE, HEAT, BANDS, LINES = range(4)
VIEWS = ("Table", "Heat map", "Bands", "Parallel")
SPACING = 8
FIGURE, ROOM = "0.0000", 26  # the width of a column: its name or this, and room for the arrow of the order


class SweepViews(QWidget):
    """Shows one view at a time; `refresh()` after the results have grown."""

    run_picked = Signal(int)  # a run of the sweep, from 0, that the user wants to look at
    export_wanted = Signal(object)  # the Exporter by which to take the sweep or its view away

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures: SweepFigures | None = None
        self._headers: list[str] = []  # that the columns have room for
        self._bests: list[int] = []  # the best run of each curve
        self.model = SweepModel()
        self.table = HintedTable("table.sweep", "Runs of the sweep", HINT, self)
        self.heat_map, self.bands = HeatMap(appearance, HINT, self), BandPlot(appearance, HINT, self)
        self.lines = ParallelCoordinates(appearance, HINT, self)
        self.switch = SweepSwitch("sweep.view", VIEWS, self)
        self.figure = _combo("sweep.figure", "Figure to compare", self)
        self.across = _combo("sweep.x", "Setting along x", self)
        self.upward = _combo("sweep.y", "Setting along y", self)
        self.by = _combo("sweep.by", "What each curve stands for", self)
        self.words = NoteLabel("summary", self)
        self.words.setAccessibleName("What the view says")
        self._prepare()
        self._arrange()
        self._connect()
        self._show_view(TABLE)

    def show_results(self, results: SweepResults | None) -> None:
        """Show another sweep from now on; None: none."""
        figures = self.figures = None if results is None else SweepFigures(results)
        self.model.show_figures(figures)
        self._headers = []
        names = [] if figures is None else figures.names
        settings = [n for n in range(len(names)) if figures is not None and figures.paths[n] != SEED]
        first, second = [*settings, *(n for n in range(len(names)) if n not in settings), -1, -1][:2]
        _fill(self.across, names, first)
        _fill(self.upward, names, second)
        _fill(self.by, [] if figures is None else [name for name, _ in groupings(figures)], 0)
        self.refresh()

    def refresh(self) -> None:
        """Bring the view that is seen up to date."""
        if self.figures is not None:
            self.figures.refresh()
        for button in self._exports:
            button.setEnabled(self.figures is not None)
        self._draw()

    @property
    def picture(self) -> QWidget:
        """Return the view that is seen."""
        return (self.table, self.heat_map, self.bands, self.lines)[self.switch.index]

    def _draw(self) -> None:
        view, figures = self.switch.index, self.figures
        if figures is None:
            self.heat_map.show_cells(None)
            self.bands.show_curves(())
            self.words.say("")
            return
        if view == TABLE:
            self.model.refresh()
            self._fit_columns()
        elif view == HEAT:
            y = self.upward.currentIndex()
            same = y < 0 or y == self.across.currentIndex()
            self.heat_map.show_cells(cells_of(figures, self.across.currentIndex(), None if same else y, self._figure))
        elif view == BANDS:
            found = curves_of(figures, groupings(figures)[self.by.currentIndex()][1], self._figure)
            self._bests = [best for _, best in found]
            self.bands.show_curves([curve for curve, _ in found])
        else:
            self.lines.show_lines(
                axes_of(figures, self._figure), figures.column(self._figure), falls=self._figure.falls
            )
        if not self._reading:
            self._say("")

    def _fit_columns(self) -> None:
        """Give each column room for its header, where the headers are new: they say of which rows the figures are."""
        columns = range(self.model.columnCount())
        headers = [str(self.model.headerData(column, Qt.Orientation.Horizontal)) for column in columns]
        if headers != self._headers:
            self._headers = headers
            for column, header in enumerate(headers):
                width = self.fontMetrics().horizontalAdvance(max(header, FIGURE, key=len)) + ROOM
                self.table.setColumnWidth(column, width)

    @property
    def _figure(self) -> Figure:
        return FIGURES[max(0, self.figure.currentIndex())]

    @property
    def _reading(self) -> bool:
        """Whether a cell, a curve or a brush is being read."""
        view = self.switch.index
        reading = (False, self.heat_map.cell is not None, self.bands.picked is not None, bool(self.lines.brushes))
        return reading[view]

    def _say(self, words: str) -> None:
        """Say what is read, else which run is best."""
        self.words.say(words or ("" if self.figures is None else best_words(self.figures, self._figure)))

    def _show_view(self, view: int) -> None:
        self._stack.setCurrentIndex(view)
        self.figure.setVisible(view != TABLE)
        for box, own in ((self.across, HEAT), (self.upward, HEAT), (self.by, BANDS)):
            box.setVisible(view == own)
        self._draw()
        self._say("")

    def _on_kept(self, kept: object) -> None:
        if self.figures is None or self.switch.index != LINES:
            return
        words = kept_words(self.figures, kept, self._figure)  # type: ignore[arg-type]
        self.lines.setAccessibleDescription(words)
        self._say(words if self.lines.brushes else "")

    def _on_cell(self, cell: Cell) -> None:
        x, y = self.across.currentIndex(), self.upward.currentIndex()
        values = {x: cell[0]} | ({y: cell[1]} if y >= 0 and y != x else {})
        if self.figures is None:
            return
        best = self.figures.best_in(self.figures.within(values), self._figure)
        if best is not None:
            self.run_picked.emit(best)

    def _on_current_row(self, current: QModelIndex) -> None:
        if current.isValid():
            self.run_picked.emit(self.model.run_at(current.row()))

    def _prepare(self) -> None:
        self.figure.addItems([figure.name for figure in FIGURES])
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        wanted = self.export_wanted.emit
        self._exports = [*export_buttons(SWEEP, wanted, self), *export_buttons(VIEW, wanted, self)]

    def _connect(self) -> None:
        self.switch.chosen.connect(self._show_view)
        for box in (self.figure, self.across, self.upward, self.by):
            box.activated.connect(self._draw)
        self.heat_map.read.connect(self._say)
        self.bands.read.connect(self._say)
        self.lines.kept_changed.connect(self._on_kept)
        self.heat_map.chosen.connect(self._on_cell)
        self.bands.chosen.connect(lambda place: self.run_picked.emit(self._bests[place]))
        self.lines.chosen.connect(self.run_picked)
        self.table.selectionModel().currentRowChanged.connect(self._on_current_row)

    def _arrange(self) -> None:
        self._stack = QStackedWidget(self)
        for view in (self.table, self.heat_map, self.bands, self.lines):
            self._stack.addWidget(view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.switch)
        layout.addLayout(_line((self.figure, self.across, self.upward, self.by)))
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.words)
        exports = _line(self._exports)
        exports.addStretch(1)
        layout.addLayout(exports)


def _combo(name: str, accessible_name: str, parent: QWidget) -> QuietComboBox:
    box = QuietComboBox(parent)
    box.setObjectName(name)
    box.setAccessibleName(accessible_name)
    box.setToolTip(accessible_name)
    return box


def _fill(box: QuietComboBox, names: Sequence[str], place: int) -> None:
    box.clear()
    box.addItems(list(names))
    box.setCurrentIndex(place)


def _line(widgets: Sequence[QWidget]) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(SPACING)
    for widget in widgets:
        line.addWidget(widget)
    return line
