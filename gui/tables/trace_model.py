"""The trace as a table: one row an epoch, read from the trace only where it is looked at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from gui.tables.trace_columns import Column, columns_of
from gui.widgets.alignment import LEFT, RIGHT
from gui.widgets.appearance import Appearance
from training.runs.observations import observe
from training.runs.trace import Trace

REMEMBERED = 500  # rows whose words are kept: more than a screen shows
Index = QModelIndex | QPersistentModelIndex


class TraceModel(QAbstractTableModel):
    """Shows one trace; `sync()` after it grew.

    Attributes:
        trace: None while there is none.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self.trace: Trace | None = None
        self._shown = 0
        self._texts: dict[int, list[str]] = {}
        self.columns = columns_of(None)
        appearance.changed.connect(self._restyle)

    def show_trace(self, trace: Trace | None) -> None:
        """Show another trace."""
        self.beginResetModel()
        self.trace, self.columns = trace, columns_of(trace)
        self._texts.clear()
        self._shown = len(trace) if trace is not None else 0
        self.endResetModel()

    def sync(self) -> None:
        """Show the rows that came since the last call."""
        if self.trace is not None and len(self.trace) > self._shown:
            self.beginInsertRows(QModelIndex(), self._shown, len(self.trace) - 1)
            self._shown = len(self.trace)
            self.endInsertRows()

    def _restyle(self) -> None:
        self._texts.clear()
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(self._shown - 1, len(self.columns) - 1))

    def texts(self, row: int) -> list[str]:
        """Return a row's cells as they are shown; an epoch that was trained is not trained again."""
        if row not in self._texts:
            if len(self._texts) > REMEMBERED:
                self._texts.clear()
            self._texts[row] = [self.text(row, column) for column in range(len(self.columns))]
        return self._texts[row]

    def text(self, row: int, column: int) -> str:
        """Return a cell as it is shown."""
        value = self.value(row, column)
        return "" if value is None else self.columns[column].format.format(value)

    def value(self, row: int, column: int) -> Any:
        """Return a cell's value; None where the epoch has no such figure."""
        assert self.trace is not None
        match self.columns[column].name:
            case "epoch":
                return row + self._appearance.first_epoch
            case "observation":
                return observe(self.trace, row, self._appearance.first_epoch)
            case name:
                return self.trace.value(name, row)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of epochs shown."""
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of figures."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt asks for about a cell."""
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            value = self.value(row, column)
            return None if value is None else str(value)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's name or its meaning."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].header
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.columns[section].help
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(self.columns[section])
        return None


def alignment(column: Column) -> int:
    """Return how a column stands: numbers on the right, words on the left."""
    return LEFT if column.name == "observation" else RIGHT
