"""The view on the runs: stays where it is while the list changes, folds sweeps, and draws boxes and colours."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QRect, QSettings, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from gui.tables.run_columns import COLUMNS, TITLE
from gui.tables.run_rows import Key, Row, SweepRow, key_of, run_key, runs_of, sweep_key
from gui.tables.runs_header import RunsHeader
from gui.tables.runs_model import RunsModel, alignment
from gui.widgets.painted_table import MARGIN, PaintedTable
from gui.widgets.title_cell import CHEVRON, box_in, draw_box, draw_fold
from training.runs.store import RunSummary

HINT = "Every training becomes a run here, with a colour of its own, and stays. Check its box to see its curves."
NARROWEST = 116  # pixels of the run's name; in a small window the table scrolls sideways
INDENT = 12  # pixels before a name in an unfolded sweep
Selection = QAbstractItemView.SelectionMode


class RunsTable(PaintedTable):
    """Table of runs and sweeps.

    Attributes:
        header: what sorts and chooses columns.
    """

    current_changed = Signal(object)  # the user went to a Row
    selection_changed = Signal()  # other rows are selected
    opened = Signal(object)  # a RunSummary that was double-clicked
    fold_wanted = Signal(int, bool)  # a sweep's number, and whether it is to be folded

    def __init__(self, model: RunsModel, settings: QSettings | None = None, parent: QWidget | None = None) -> None:
        super().__init__("table.runs", "Runs", HINT, parent)
        self._runs, self._settling = model, False
        self._current: Key | None = None
        self.header = RunsHeader(settings, self)
        self.setHorizontalHeader(self.header)
        self.setModel(model)
        self.setSelectionMode(Selection.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.header.prepare()
        self.header.sectionResized.connect(self._on_section_resized)
        self.selectionModel().currentRowChanged.connect(self._follow)
        self.selectionModel().selectionChanged.connect(self._follow)

    @property
    def current(self) -> Row | None:
        """Return the current row; one that only has the keyboard's frame is none yet."""
        index = self.currentIndex()
        return self._runs.rows[index.row()] if self._is_selected(index) else None

    @property
    def selected(self) -> list[RunSummary]:
        """Return the runs of the selected rows, in the order of the list, each once."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return list({run.id: run for row in rows for run in runs_of(self._runs.rows[row])}.values())

    def show_rows(self, rows: Iterable[Row], hint: str = HINT) -> None:
        """List these rows and stay where the user is; `hint` stands there when there are none."""
        self.hint, self._settling = hint, True
        top = self._top()
        self._runs.show_rows(rows)
        self._return_to(top)
        self._settling = False
        self.viewport().update()
        self.selection_changed.emit()

    def show_line(self, line: RunSummary) -> bool:
        """Show a run's line, the newest of all above the others; say whether it belongs there in that order."""
        rows = self._runs.rows
        if self._runs.row_of(run_key(line.id)) is not None:
            self._runs.refresh(line)
            return True
        if not rows or not all(run.id > 0 and (line.id > run.id or line.id < 0) for run in runs_of(rows[0])):
            return False
        top, self._settling = self._top(), True
        self._runs.add_first(line)
        self._return_to(top)
        self._settling = False
        self.selection_changed.emit()
        return True

    def go_to(self, key: Key) -> bool:
        """Make a row the current and only selected one, now or once it is listed; say whether it is."""
        row = self._runs.row_of(key)
        if row is None:
            self.selectionModel().clear()
            self._current = key
        else:
            self._select_only(self._runs.index(row, TITLE))
        return row is not None

    def neighbour(self, numbers: Iterable[int]) -> Key | None:
        """Return the row to go to when these runs go: below the current one, else above it."""
        gone, current = set(numbers), self.currentIndex().row()
        rows = self._runs.rows
        for row in (*rows[current + 1 :], *reversed(rows[: max(current, 0)])):
            if not gone.issuperset(run.id for run in runs_of(row)):
                return key_of(row)
        return None

    def rename(self) -> None:
        """Edit the current run's name where it stands."""
        index = self.currentIndex().siblingAtColumn(TITLE)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.scrollTo(index)
            self.edit(index)

    def paint_row(self, painter: QPainter, row: int, cells: dict[int, QRect]) -> None:
        """Draw a row's cells, framed where the keyboard is; a sweep's name is as wide as the table."""
        self._paint_frame(painter, row)
        if isinstance(self._runs.rows[row], SweepRow):
            self._paint_title(painter, row, self.cell(TITLE).translated(0, self.rowViewportPosition(row)))
            return
        for column, cell in cells.items():
            if column == TITLE:
                self._paint_title(painter, row, cell)
            else:
                self.paint_text(painter, cell, alignment(column), self._runs.text(row, column))

    def _paint_frame(self, painter: QPainter, row: int) -> None:
        current = self.hasFocus() and row == self.currentIndex().row()
        if not current or self.selectionModel().isRowSelected(row, QModelIndex()):
            return
        ink = painter.pen()
        painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
        painter.drawRect(0, self.rowViewportPosition(row), self.viewport().width() - 1, self.rowHeight(row) - 1)
        painter.setPen(ink)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Unfold and fold a sweep by the arrow keys."""
        row = self.current
        if isinstance(row, SweepRow) and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.fold_wanted.emit(row.sweep, event.key() == Qt.Key.Key_Left)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Unfold or fold a sweep by its chevron."""
        super().mousePressEvent(event)
        row = self._row_under(event)
        if isinstance(row, SweepRow) and self._from_left(event) < CHEVRON:
            self.fold_wanted.emit(row.sweep, not row.folded)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a run, or fold a sweep; a box that is clicked fast is only a box."""
        super().mouseDoubleClickEvent(event)
        row = self._row_under(event)
        if row is None or self._from_left(event) < CHEVRON:
            return
        if isinstance(row, SweepRow):
            self.fold_wanted.emit(row.sweep, not row.folded)
        else:
            self.opened.emit(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names what is left, and let no bar beside the table cover the current row."""
        super().resizeEvent(event)
        self._fit()
        bottom = self.visualRect(self.currentIndex()).bottom()
        if event.size().height() <= bottom < event.oldSize().height():
            self.scrollTo(self.currentIndex())

    def _top(self) -> Key | None:
        """Return the row that is the first to be seen; None at the top of the list, where what is new is to be seen."""
        row = self.verticalScrollBar().value()
        return key_of(self._runs.rows[row]) if 0 < row < len(self._runs.rows) else None

    def _return_to(self, top: Key | None) -> None:
        row = self._runs.row_of(self._current)
        if row is None:
            self.selectionModel().clearCurrentIndex()
        elif self.currentIndex().row() != row:
            self._select_only(self._runs.index(row, TITLE))
        first = self._runs.row_of(top)
        if first is not None:
            self.updateGeometries()
            self.verticalScrollBar().setValue(first)

    def _select_only(self, index: QModelIndex) -> None:
        """Make the row the only selected one; `setCurrentIndex` would heed the keys that happen to be held."""
        flag, before = self.selectionModel().SelectionFlag, self._settling
        self._settling = True
        self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
        self._settling = before
        self._follow()

    def _follow(self) -> None:
        """Tell where the user went; Qt tells of the selection before it has moved the current row."""
        row = self.current
        if self._settling:
            return
        if row is not None and key_of(row) != self._current:
            self._current = key_of(row)
            self.current_changed.emit(row)
        self.selection_changed.emit()

    def _is_selected(self, index: QModelIndex) -> bool:
        return index.isValid() and self.selectionModel().isRowSelected(index.row(), QModelIndex())

    def _on_section_resized(self, section: int) -> None:
        if section != TITLE:
            self._fit()

    def _fit(self) -> None:
        others = sum(self.columnWidth(column) for column in range(len(COLUMNS)) if column != TITLE)
        self.setColumnWidth(TITLE, max(self.viewport().width() - others, NARROWEST))

    def _row_under(self, event: QMouseEvent) -> Row | None:
        index = self.indexAt(event.position().toPoint())
        return self._runs.rows[index.row()] if index.isValid() else None

    def _from_left(self, event: QMouseEvent) -> float:
        """Return how far in the title's column the mouse is; elsewhere it is far from the box."""
        inside = event.position().x() - self.columnViewportPosition(TITLE)
        return inside if inside >= 0 else CHEVRON

    def _paint_title(self, painter: QPainter, row: int, cell: QRect) -> None:
        shown = self._runs.rows[row]
        if isinstance(shown, SweepRow):
            draw_fold(painter, cell, shown.folded)
            cell.setRight(self.viewport().width())
            left = CHEVRON - MARGIN
        else:
            box, ground = box_in(self, cell), self.palette().color(QPalette.ColorRole.Base)
            draw_box(painter, box, self._runs.color_of(shown), ground, shown.id in self._runs.checked)
            left = box.right() - cell.left() + self._indent(shown)
        room = cell.adjusted(left, 0, 0, 0)
        self.paint_text(painter, room, alignment(TITLE), self._runs.text(row, TITLE))

    def _indent(self, run: RunSummary) -> int:
        """Return how far a run stands in, below the row of its sweep."""
        return INDENT if run.sweep is not None and self._runs.row_of(sweep_key(run.sweep)) is not None else 0
