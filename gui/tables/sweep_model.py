"""The runs of a sweep as a table: what varies, and what they came to; the figures say of which rows they are."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from gui.document.sweep_figures import FIGURES, SweepFigures
from training.runs.run import numbered

Index = QModelIndex | QPersistentModelIndex
Order = Qt.SortOrder
HEADERS = (*(figure.header for figure in FIGURES), "Epochs")
RUN = 0


class SweepModel(QAbstractTableModel):
    """A row for each run, in the order of one column; `refresh()` after the figures were."""

    def __init__(self) -> None:
        super().__init__()
        self._figures: SweepFigures | None = None
        self._order = np.empty(0, dtype=np.int64)
        self._sorted_by, self._falling = RUN, False

    def show_figures(self, figures: SweepFigures | None) -> None:
        """Show another sweep."""
        self.beginResetModel()
        self._figures = figures
        if figures is None or self._sorted_by >= self.columnCount():
            self._sorted_by, self._falling = RUN, False
        self._order = self._sorted()
        self.endResetModel()

    def refresh(self) -> None:
        """Show new figures, and put the rows into their order again; what is selected stays so."""
        order = self._sorted()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, self.columnCount() - 1))
        if np.array_equal(order, self._order):
            if len(order):
                self.dataChanged.emit(self.index(0, 0), self.index(len(order) - 1, self.columnCount() - 1))
            return
        self.layoutAboutToBeChanged.emit()
        kept = self.persistentIndexList()
        runs = [self.run_at(index.row()) for index in kept]
        self._order = order
        moved = [self.index(self.row_of(run), index.column()) for run, index in zip(runs, kept, strict=True)]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def sort(self, column: int, order: Order = Order.AscendingOrder) -> None:
        """Put the rows in order of a column."""
        self._sorted_by, self._falling = column, order is Order.DescendingOrder
        self.refresh()

    def run_at(self, row: int) -> int:
        """Return the run in this row, from 0."""
        return int(self._order[row])

    def row_of(self, run: int) -> int:
        """Return the run's row."""
        return int(np.flatnonzero(self._order == run)[0])

    def _sorted(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Return the runs in order; those without a number come last, and equal ones stay in the sweep's order."""
        if self._figures is None:
            return np.empty(0, dtype=np.int64)
        key = self._keys(self._sorted_by)
        return np.argsort(-key if self._falling else key, kind="stable")

    def _keys(self, column: int) -> np.ndarray[Any, Any]:
        figures, settings = self._figures, self._settings
        assert figures is not None
        if column == RUN:
            return np.arange(len(figures.epochs))
        if column <= settings:
            return figures.indices[:, column - 1]
        index = column - settings - 1
        return figures.column(FIGURES[index]) if index < len(FIGURES) else figures.epochs

    @property
    def _settings(self) -> int:
        return 0 if self._figures is None else len(self._figures.paths)

    def _text(self, run: int, column: int) -> str:
        figures, key = self._figures, self._keys(column)[run]
        assert figures is not None
        if column == RUN:
            return numbered(figures.results.numbers[run])
        if column <= self._settings:
            return self._labels(column - 1)[key]
        return str(key) if column == self.columnCount() - 1 else "" if np.isnan(key) else f"{key:.4f}"

    def _labels(self, setting: int) -> list[str]:
        assert self._figures is not None
        return self._figures.labels(setting)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of runs."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns: the run, what varies, and the figures."""
        return 0 if parent.isValid() or self._figures is None else 1 + self._settings + len(HEADERS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt asks for about a cell."""
        run, column = self.run_at(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(run, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and self._figures is not None:
            return self._figures.described(run)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's name, and what it means."""
        if orientation is not Qt.Orientation.Horizontal or self._figures is None:
            return None
        names, index = self._figures.names, section - self._settings - 1
        if role == Qt.ItemDataRole.DisplayRole:
            which = "" if not self._figures.epochs.any() else "val. " if self._figures.validated else "training "
            return "Run" if section == RUN else names[section - 1] if index < 0 else HEADERS[index].format(which)
        if role == Qt.ItemDataRole.ToolTipRole and 0 <= index < len(FIGURES):
            words = FIGURES[index].words(self._figures.validated)
            return f"{words[0].upper()}{words[1:]} of the run"
        return None
