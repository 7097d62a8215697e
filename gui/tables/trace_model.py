"""The trace as a table: one row an epoch, read from the trace only where it is looked at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from training.runs.observations import observe
from training.runs.trace import Trace

HEADERS = ("Epoch", "lr", "lr after", "Loss", "Accuracy", "Val. loss", "Val. acc.", "Seconds", "Observation")
HELP = (
    "The number of the epoch",
    "Learning rate used in this epoch",
    "Learning rate after this epoch's scheduler step; the next epoch uses it",
    "Mean loss over the training rows, while they were trained",
    "Share of training rows classified rightly, while they were trained",
    "Mean loss over the validation rows, after the epoch",
    "Share of validation rows classified rightly, after the epoch",
    "Wall time of the epoch",
    "What the numbers say",
)
FORMATS = ("{}", "{:.6g}", "{:.6g}", "{:.4f}", "{:.4f}", "{:.4f}", "{:.4f}", "{:.3f}", "{}")
EPOCH, OBSERVATION = 0, len(HEADERS) - 1
Index = QModelIndex | QPersistentModelIndex


class TraceModel(QAbstractTableModel):
    """Shows one trace; `sync()` after it grew."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._trace: Trace | None = None
        self._shown = 0
        self._first = 1

    def show_trace(self, trace: Trace | None) -> None:
        """Show another trace."""
        self.beginResetModel()
        self._trace = trace
        self._shown = len(trace) if trace is not None else 0
        self.endResetModel()

    def sync(self) -> None:
        """Show the rows that came since the last call."""
        if self._trace is not None and len(self._trace) > self._shown:
            self.beginInsertRows(QModelIndex(), self._shown, len(self._trace) - 1)
            self._shown = len(self._trace)
            self.endInsertRows()

    def set_first_epoch(self, first: int) -> None:
        """Count epochs from 1 or from 0."""
        self._first = first
        if self._shown:
            self.dataChanged.emit(self.index(0, EPOCH), self.index(self._shown - 1, OBSERVATION))

    def text(self, row: int, column: int) -> str:
        """Return a cell as it is shown."""
        value = self.value(row, column)
        return "" if value is None else FORMATS[column].format(value)

    def value(self, row: int, column: int) -> Any:
        """Return a cell's value; None where there is no validation."""
        assert self._trace is not None
        if column == EPOCH:
            return row + self._first
        return observe(self._trace, row, self._first) if column == OBSERVATION else self._trace[row][column]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of epochs shown."""
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of figures."""
        return 0 if parent.isValid() else len(HEADERS)

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
            return HEADERS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return HELP[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(section)
        return None


def alignment(column: int) -> int:
    """Return how a column stands: numbers on the right, words on the left."""
    side = Qt.AlignmentFlag.AlignLeft if column == OBSERVATION else Qt.AlignmentFlag.AlignRight
    return int(side | Qt.AlignmentFlag.AlignVCenter)
