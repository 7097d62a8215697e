"""The data before training: what was loaded and guessed, how it divides, its first rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from training.experiment.schedulers import counted

if TYPE_CHECKING:
    from training.engine.data.dataset import Dataset, Sample
    from training.engine.data.table.inspection import TableFacts

MOST_ROWS = 12  # that a table shows at once; of more, it shows these and scrolls
FRAME = 4  # pixels that the style sheet draws around a table
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "space"}


class DataPanel(QScrollArea):
    """Shows a data set, or why there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts, self._notes = _paragraph("summary"), _paragraph("hint")
        self._columns = Section("Columns of the file", "table.columns")
        self._classes = Section("Rows of each class", "table.classes")
        self._sample = Section("First rows", "table.sample")
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.addWidget(self._facts)
        layout.addWidget(self._notes)
        for section in (self._classes, self._sample, self._columns):
            layout.addWidget(section)
        layout.addStretch(1)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._columns.hide()

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show the data set; None while it is loading."""
        if dataset is None:
            self._facts.setText("Loading the data…")
            return
        self._facts.setText(
            f"{counted(dataset.rows, 'row')} for training, {dataset.val_rows} for validation; "
            f"{counted(len(dataset.features), 'feature')}, {len(dataset.classes)} classes."
        )
        self._notes.setText("\n".join(dataset.notes))
        self._notes.setVisible(bool(dataset.notes))
        counts = zip(dataset.classes, dataset.class_counts, dataset.val_class_counts, strict=True)
        self._classes.fill(("Class", "Training", "Validation"), counts)
        self._show_sample(dataset.sample)

    def show_facts(self, facts: TableFacts | None) -> None:
        """Show what a file holds and what was guessed of it; None: the data are no file."""
        self._columns.setVisible(facts is not None)
        if facts is None:
            return
        columns = [(c.name, c.kind, c.missing, c.remark) for c in facts.columns]
        self._columns.fill(("Column", "Type", "Empty", "Remark"), columns)
        self._columns.set_title(" ".join(_guesses(facts)))
        self._show_sample(facts.sample)

    def show_problem(self, sentence: str) -> None:
        """Say why there are no data."""
        self._facts.setText(sentence)
        self._notes.hide()
        self._classes.fill((), ())

    def _show_sample(self, sample: Sample) -> None:
        self._sample.fill(sample.columns, sample.rows)


class Section(QWidget):
    """A title and a table as high as its rows."""

    def __init__(self, title: str, name: str) -> None:
        super().__init__()
        self._title = _paragraph("title")
        self._table = QTableWidget()
        self._table.setObjectName(name)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        self._table.setAlternatingRowColors(True)
        self._table.verticalHeader().hide()
        self._table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.set_title(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(self._title)
        layout.addWidget(self._table)

    def set_title(self, title: str) -> None:
        """Name the table, for eyes and for screen readers."""
        self._title.setText(title)
        self._table.setAccessibleName(title)

    def fill(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Show these cells as plain text."""
        cells = list(rows)
        self._table.setColumnCount(len(columns))
        self._table.setHorizontalHeaderLabels(list(columns))
        self._table.setRowCount(len(cells))
        for row, values in enumerate(cells):
            for column, value in enumerate(values):
                self._table.setItem(row, column, QTableWidgetItem(str(value)))
        self._table.resizeColumnsToContents()
        self._table.horizontalHeader().setStretchLastSection(len(columns) <= 4)
        heights = [self._table.rowHeight(row) for row in range(min(len(cells), MOST_ROWS))]
        bar = self._table.horizontalScrollBar().sizeHint().height()
        header = self._table.horizontalHeader().sizeHint().height()
        self._table.setFixedHeight(header + sum(heights) + bar + 2 * self._table.frameWidth() + FRAME)


def _guesses(facts: TableFacts) -> Iterable[str]:
    yield f"{counted(facts.rows, 'row')}, {counted(len(facts.columns), 'column')};"
    if facts.delimiter is not None:
        yield f"cells end at a {DELIMITERS.get(facts.delimiter, facts.delimiter)},"
        yield "the first line names the columns;" if facts.header else "no line names the columns;"
    yield f"target: {facts.target}." if facts.target else "no column looks like a target."


def _paragraph(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
