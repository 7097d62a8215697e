"""The data before training: what was loaded, how it divides, its first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset

MOST_CLASSES = 8  # listed one by one


class DataPanel(QWidget):
    """Shows a data set, or why there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Wait for data."""
        super().__init__(parent)
        self._facts = _paragraph("summary")
        self._notes = _paragraph("hint")
        self._classes = _table("Rows of each class", "table.classes")
        self._sample = _table("First rows of the data", "table.sample")
        layout = QVBoxLayout(self)
        layout.addWidget(self._facts)
        layout.addWidget(_heading("Rows of each class"))
        layout.addWidget(self._classes)
        layout.addWidget(_heading("First rows"))
        layout.addWidget(self._sample, 1)
        layout.addWidget(self._notes)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show the data set; None while it is loading."""
        if dataset is None:
            self._facts.setText("Loading the data…")
            return
        self._facts.setText(
            f"{dataset.rows} rows for training, {dataset.val_rows} for validation; "
            f"{len(dataset.features)} features, {len(dataset.classes)} classes."
        )
        self._notes.setText("\n".join(dataset.notes))
        counts = zip(dataset.classes, dataset.class_counts, dataset.val_class_counts, strict=True)
        rows = [[name, str(training), str(held_out)] for name, training, held_out in counts]
        more = [["…", "", ""]] if len(rows) > MOST_CLASSES else []
        _fill(self._classes, ("Class", "Training", "Validation"), rows[:MOST_CLASSES] + more)
        _fit_height(self._classes)
        _fill(self._sample, dataset.sample.columns, dataset.sample.rows)

    def show_problem(self, sentence: str) -> None:
        """Say why there are no data."""
        self._facts.setText(sentence)
        self._notes.clear()
        for table in (self._classes, self._sample):
            table.setRowCount(0)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "title")
    return label


def _paragraph(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _table(name: str, object_name: str) -> QTableWidget:
    table = QTableWidget()
    table.setObjectName(object_name)
    table.setAccessibleName(name)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 6)
    return table


def _fill(table: QTableWidget, columns: tuple[str, ...], rows: object) -> None:
    cells = list(rows)  # type: ignore[call-overload]
    table.setColumnCount(len(columns))
    table.setHorizontalHeaderLabels(list(columns))
    table.setRowCount(len(cells))
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            table.setItem(row, column, QTableWidgetItem(text))
    table.resizeColumnsToContents()
    table.horizontalHeader().setStretchLastSection(len(columns) <= 4)


def _fit_height(table: QTableWidget) -> None:
    """Make the table as high as its rows."""
    rows = sum(table.rowHeight(row) for row in range(table.rowCount()))
    table.setFixedHeight(rows + table.horizontalHeader().sizeHint().height() + 4)
