"""The view on the trace: follows the newest epoch until the user looks elsewhere, copies rows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from gui.tables.trace_model import TraceModel, alignment
from gui.widgets.painted_table import PaintedTable
from training.runs.csv import csv_text

HINT = "Each epoch becomes a row here: the rate it used, the rate after it, loss, accuracy, and what they say."
NARROWEST = 420  # pixels of the observation; in a small window the table scrolls sideways


class TraceTable(PaintedTable):
    """Table of the selected run's epochs."""

    epoch_selected = Signal(int)  # the epoch of the current row, counted from 1

    def __init__(self, model: TraceModel, parent: QWidget | None = None) -> None:
        super().__init__("table.trace", "Trace, one row an epoch", HINT, parent)
        self.setModel(model)
        self._model = model
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._size_columns()
        model.modelReset.connect(self._size_columns)
        self.selectionModel().currentRowChanged.connect(self._on_current_row_changed)

    def follow(self) -> None:
        """Show new rows; keep the last one in view if it was."""
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 1
        self._model.sync()
        if at_end:
            self.scrollToBottom()

    def show_epoch(self, epoch: int) -> None:
        """Make the epoch's row the current one, without telling anyone."""
        blocked = self.blockSignals(True)
        self.selectRow(epoch - 1)
        self.blockSignals(blocked)

    def copy_rows(self) -> None:
        """Put the selected rows, or all, on the clipboard: tab-separated, exact values, with a header."""
        rows = sorted({index.row() for index in self.selectedIndexes()}) or range(self._model.rowCount())
        headers = [column.header for column in self._model.columns]
        cells = ([self._model.value(row, column) for column in range(len(headers))] for row in rows)
        QGuiApplication.clipboard().setText(csv_text(headers, cells, delimiter="\t"))

    def paint_row(self, painter: QPainter, row: int, cells: dict[int, QRect]) -> None:
        """Draw an epoch's figures and its observation."""
        texts = self._model.texts(row)
        for column, cell in cells.items():
            self.paint_text(painter, cell, alignment(self._model.columns[column]), texts[column])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the observation what is left, and never less than it can be read in."""
        super().resizeEvent(event)
        self._give_the_rest_to_the_observation()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy rows by the system's key for copying."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
        else:
            super().keyPressEvent(event)

    def _size_columns(self) -> None:
        for index, column in enumerate(self._model.columns[:-1]):
            text = max(column.widest, column.header, key=self.fontMetrics().horizontalAdvance)
            self.setColumnWidth(index, self.fontMetrics().horizontalAdvance(text) + 22)
        self._give_the_rest_to_the_observation()

    def _give_the_rest_to_the_observation(self) -> None:
        last = len(self._model.columns) - 1
        others = sum(self.columnWidth(column) for column in range(last))
        self.setColumnWidth(last, max(self.viewport().width() - others, NARROWEST))

    def _on_current_row_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid() and not self.signalsBlocked():
            self.epoch_selected.emit(current.row() + 1)
