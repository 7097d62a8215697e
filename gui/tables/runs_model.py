"""Runs as a table: each with its colour, a box for its curves, its figures and its tags."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from gui.tables.run_columns import COLUMNS, TITLE
from gui.tables.run_rows import Key, Row, SweepRow, key_of, run_key
from gui.tables.run_words import circumstances, state, sweep_title
from gui.widgets.alignment import LEFT, RIGHT
from gui.widgets.appearance import Appearance
from gui.widgets.theme import slot_of
from training.runs.store import RunSummary

Index = QModelIndex | QPersistentModelIndex
CheckState = Qt.CheckState
Role = Qt.ItemDataRole


class RunsModel(QAbstractTableModel):
    """Lists runs and sweeps; what the user does to a cell is only asked for, and shown once it is done.

    Attributes:
        rows: what is listed, in order.
        checked: the numbers of the runs whose boxes are checked, listed or not.
        editable: whether runs that are kept can be renamed.
    """

    check_wanted = Signal(int, bool)  # a run's number, and whether its curves are to be shown
    name_given = Signal(int, str)  # a run's number, and the name that was typed

    def __init__(self, appearance: Appearance, editable: bool = True) -> None:
        super().__init__()
        self._appearance, self.editable = appearance, editable
        self.rows: list[Row] = []
        self.checked: set[int] = set()
        self._row_numbers: dict[Key, int] = {}
        appearance.changed.connect(self._restyle)

    def row_of(self, key: Key | None) -> int | None:
        """Return the number of a row, from 0; None where it is not listed."""
        return None if key is None else self._row_numbers.get(key)

    def color_of(self, run: RunSummary) -> QColor:
        """Return the run's colour for life."""
        return QColor(self._appearance.colors.run(slot_of(run.id)))

    def text(self, row: int, column: int) -> str:
        """Return a cell as it is shown."""
        shown = self.rows[row]
        if isinstance(shown, SweepRow):
            return "" if column else sweep_title(shown)
        return COLUMNS[column].text(shown)

    def show_rows(self, rows: Iterable[Row]) -> None:
        """List these rows; what is selected, edited or looked at stays so where it is still listed."""
        wanted = {key_of(row): row for row in rows}
        staying = [row for key, row in wanted.items() if key in self._row_numbers]
        gone = [row for row in self.rows if key_of(row) not in wanted]
        if list(wanted) != list(self._row_numbers):
            self._arrange([*staying, *gone])
            self._cut(len(staying))
            self._append([row for key, row in wanted.items() if key not in self._row_numbers])
        self._arrange(list(wanted.values()))

    def add_first(self, row: Row) -> None:
        """List a row above all others."""
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._take([row, *self.rows])
        self.endInsertRows()

    def refresh(self, run: RunSummary) -> None:
        """Show a run's new figures if it is listed."""
        row = self.row_of(run_key(run.id))
        if row is not None:
            self.rows[row] = run
            self._notify(row, row)

    def check(self, number: int, checked: bool) -> None:
        """Show whether a run's curves are shown."""
        (self.checked.add if checked else self.checked.discard)(number)
        row = self.row_of(run_key(number))
        if row is not None:
            self._notify(row, row)

    def _restyle(self) -> None:
        if self.rows:
            self._notify(0, len(self.rows) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let a run be checked, and renamed where it is kept."""
        flags = super().flags(index)
        if not index.isValid() or index.column() != TITLE or isinstance(row := self.rows[index.row()], SweepRow):
            return flags
        renamed = Qt.ItemFlag.ItemIsEditable if self.editable and row.id > 0 else Qt.ItemFlag.NoItemFlags
        return flags | Qt.ItemFlag.ItemIsUserCheckable | renamed

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what Qt asks for about a cell."""
        row, column = self.rows[index.row()], index.column()
        if role == Role.DisplayRole:
            return self.text(index.row(), column)
        if isinstance(row, SweepRow):
            return sweep_title(row) if role == Role.ToolTipRole else None
        if role == Role.ToolTipRole:
            lines = filter(None, (row.name, circumstances(row), row.message, row.note))
            return "<br>".join(f"<span>{escape(line)}</span>" for line in lines)
        if role == Role.AccessibleTextRole and COLUMNS[column].field == "epochs":
            return state(row)
        return self._title_data(row, role) if column == TITLE else None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Ask for what the user did to a run."""
        row = self.rows[index.row()]
        if isinstance(row, SweepRow):
            return False
        if role == Role.CheckStateRole:
            self.check_wanted.emit(row.id, CheckState(value) is CheckState.Checked)
        elif role == Role.EditRole and (name := str(value).strip()) not in ("", row.name):
            self.name_given.emit(row.id, name)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return a column's name, its meaning, and how it is sorted first."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = COLUMNS[section]
        if role == Role.DisplayRole:
            return column.name
        if role == Role.ToolTipRole:
            return column.help
        if role == Role.TextAlignmentRole:
            return alignment(section)
        if role == Role.InitialSortOrderRole:
            return Qt.SortOrder.DescendingOrder if column.falls else Qt.SortOrder.AscendingOrder
        return None

    def _title_data(self, run: RunSummary, role: int) -> Any:
        if role == Role.CheckStateRole:
            return CheckState.Checked if run.id in self.checked else CheckState.Unchecked
        return run.name if role == Role.EditRole else None

    def _take(self, rows: list[Row]) -> None:
        self.rows = rows
        self._row_numbers = {key_of(row): number for number, row in enumerate(rows)}

    def _arrange(self, rows: list[Row]) -> None:
        """Put the rows, as they are now, into another order."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [key_of(self.rows[index.row()]) for index in before]
        self._take(rows)
        after = [self.index(self._row_numbers[key], index.column()) for key, index in zip(keys, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _cut(self, length: int) -> None:
        if length < len(self.rows):
            self.beginRemoveRows(QModelIndex(), length, len(self.rows) - 1)
            self._take(self.rows[:length])
            self.endRemoveRows()

    def _append(self, rows: list[Row]) -> None:
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self._take([*self.rows, *rows])
            self.endInsertRows()

    def _notify(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))


def alignment(column: int) -> int:
    """Return how a column stands: numbers on the right, words on the left."""
    return RIGHT if COLUMNS[column].is_number else LEFT
