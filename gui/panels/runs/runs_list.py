"""The list of runs under the line that searches them."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.document.library import RunLibrary
from gui.panels.runs.run_search import RunSearch
from gui.tables.run_rows import gathered, run_key
from gui.tables.runs_header import NEWEST
from gui.tables.runs_model import RunsModel
from gui.tables.runs_table import HINT, RunsTable
from gui.widgets.timers import single_shot
from training.runs.store import QueryError, StoreError

NOTHING_FOUND = "No run fits the search."
SOON_MS = 20  # after a change before the list is asked for again: several changes are one
SPACING = 8
LEAST_ROWS = 5  # that the table has room for, its header among them


class RunsList(QWidget):
    """Lists the library's runs that fit the search, as long as nobody searches with sweeps folded.

    Attributes:
        search: the line for the filter.
        table: the list itself.
    """

    listed = Signal(list)  # there was an answer: the RunSummary of each run that fits
    line_listed = Signal(object)  # the RunSummary of the one run that is new, or stands otherwise

    def __init__(self, library: RunLibrary, model: RunsModel, settings: QSettings | None, parent: QWidget) -> None:
        """List nothing until `reload` is called; the columns are remembered in the settings."""
        super().__init__(parent)
        self._library, self._model = library, model
        self._unfolded: set[int] = set()
        self._count = 0  # of runs, those of folded sweeps among them
        self.search, self.table = RunSearch(self), RunsTable(model, settings)
        self._soon = single_shot(self, SOON_MS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        self.table.setMinimumHeight(LEAST_ROWS * self.table.verticalHeader().defaultSectionSize())
        self._soon.timeout.connect(self.reload)
        library.changed.connect(self._soon.start)
        library.run_changed.connect(self._on_run_changed)
        for changed in (self.search.changed, self.table.header.order_changed):
            changed.connect(self.table.scrollToTop)
            changed.connect(self._soon.start)
        self.search.left.connect(self.table.setFocus)
        self.table.fold_wanted.connect(self.fold)

    def reload(self) -> None:
        """Ask for the list; where there is no answer it stays as it was."""
        self._soon.stop()
        text = self.search.filter
        try:
            runs = self._library.find(text, self.table.header.order)
        except (QueryError, StoreError) as error:
            self.search.show_problem(str(error))
            return
        self._count = len(runs)
        self.search.show_count(self._count)
        self.table.show_rows(runs if text else gathered(runs, self._unfolded), NOTHING_FOUND if text else HINT)
        self.listed.emit(runs)

    def _on_run_changed(self, number: int) -> None:
        """Bring one line up to date, or the whole list soon where that is not all."""
        try:
            line = self._library.summary(number)
        except (StoreError, KeyError):
            self._soon.start()
            return
        in_order = not self.search.filter and self.table.header.order == NEWEST and line.sweep is None
        before = len(self._model.rows)
        if in_order and not self._soon.isActive() and self.table.show_line(line):
            self._count += len(self._model.rows) - before
            self.search.show_count(self._count)
            self.line_listed.emit(line)
        else:
            self._soon.start()

    def settle(self) -> None:
        """Have the list as it is to be now."""
        if self._soon.isActive():
            self.reload()

    def finish(self) -> None:
        """Ask the library for nothing any more."""
        self._soon.blockSignals(True)

    def fold(self, sweep: int, folded: bool) -> None:
        """Give a sweep's runs rows of their own, or one row together."""
        (self._unfolded.discard if folded else self._unfolded.add)(sweep)
        self.reload()

    def go_to(self, number: int, sweep: int | None) -> bool:
        """Make a run current, and unfold its sweep if need be; say whether it is listed."""
        self.settle()
        if sweep is not None and sweep not in self._unfolded and self._model.row_of(run_key(number)) is None:
            self.fold(sweep, False)
        return self.table.go_to(run_key(number))
