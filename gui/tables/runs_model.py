"""The session's runs as a table, newest first."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from gui.theme import Colors
from training.runs.run import Run, Status

HEADERS = ("Run", "Epochs", "Loss", "Accuracy")
Index = QModelIndex | QPersistentModelIndex
CheckState = Qt.CheckState


class RunsModel(QAbstractTableModel):
    """Lists runs; the check box shows or hides a run's curves.

    Signals:
        visibility_changed: a run's number, and whether it is shown.
    """

    visibility_changed = Signal(int, bool)

    def __init__(self, runs: list[Run], colors: Colors) -> None:
        """Show this list, which its owner fills."""
        super().__init__()
        self._runs, self._colors = runs, colors
        self._shown = len(runs)
        self._hidden: set[int] = set()

    def run_at(self, row: int) -> Run:
        """Return the run in this row."""
        return self._runs[self._shown - 1 - row]

    def row_of(self, run: Run) -> int:
        """Return the run's row."""
        return self._shown - run.number

    def add(self) -> None:
        """Show the run that was added last."""
        self.beginInsertRows(QModelIndex(), 0, 0)
        self._shown += 1
        self.endInsertRows()

    def refresh(self, run: Run) -> None:
        """Show a run's new figures."""
        row = self.row_of(run)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(HEADERS) - 1))

    def set_colors(self, colors: Colors) -> None:
        """Take another scheme's colours."""
        self._colors = colors
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(self._shown - 1, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of runs."""
        return 0 if parent.isValid() else self._shown

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of figures."""
        return 0 if parent.isValid() else len(HEADERS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the first column be checked."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt asks for about a cell."""
        run, column = self.run_at(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return _texts(run)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return run.message or f"{run.name}\n{run.device}"
        if column == 0 and role == Qt.ItemDataRole.DecorationRole:
            return QColor(self._colors.run(run.number - 1))
        if column == 0 and role == Qt.ItemDataRole.CheckStateRole:
            return CheckState.Unchecked if run.number in self._hidden else CheckState.Checked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Show or hide a run."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        number = self.run_at(index.row()).number
        shown = CheckState(value) is CheckState.Checked
        (self._hidden.discard if shown else self._hidden.add)(number)
        self.dataChanged.emit(index, index)
        self.visibility_changed.emit(number, shown)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's name."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        return None


def _texts(run: Run) -> tuple[str, ...]:
    done, wanted = len(run.trace), run.trace.experiment.epochs
    epochs = f"{done:,}" if run.status is Status.FINISHED else f"{done:,} of {wanted:,}, {run.status}"
    if not done:
        return run.name, epochs, "", ""
    last = run.trace[done - 1]
    return run.name, epochs, f"{last.loss:.4f}", f"{last.accuracy:.4f}"
