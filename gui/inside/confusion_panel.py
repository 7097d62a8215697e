"""The confusion matrix: which classes the network takes for which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.jobs.background import Background
from gui.jobs.question import Question
from gui.panels.data.data_panel import Section
from gui.plots.heat_map import Cells, HeatMap
from gui.widgets.appearance import Appearance
from gui.widgets.cell_grid import Cell
from gui.widgets.quiet_combo_box import QuietComboBox
from training.insight.weight_history import Snapshot, WeightHistory

if TYPE_CHECKING:
    from training.insight.confusion import Confusion

Answer = tuple["Confusion", NDArray[np.int64]]


class ConfusionPanel(QScrollArea):
    """Shares of each true class as a map, and precision and recall as a table.

    Signals:
        row_wanted: the number of a row of the chosen cell, counted from 0, and whether it is a validation row.
    """

    row_wanted = Signal(int, bool)

    def __init__(self, thread: Background, appearance: Appearance, parent: QWidget | None = None) -> None:
        """Compute on this thread."""
        super().__init__(parent)
        self.setObjectName("inside.confusion")
        self.setAccessibleName("Confusion")
        self.setWidgetResizable(True)
        self._snapshot: Snapshot | None = None
        self._matrix: Confusion | None = None
        self._pairs: NDArray[np.int64] = np.empty((0, 2), np.int64)
        self.part = QuietComboBox(self)
        self.part.setObjectName("inside.confusion.part")
        self.part.setAccessibleName("Rows that are counted")
        self.part.addItems(["Validation rows", "Training rows"])
        self.part.setMinimumContentsLength(len("Validation rows"))
        self.map = HeatMap(appearance, "The matrix appears here once there is a network.")
        self.map.setObjectName("inside.confusion.map")
        self.map.setAccessibleName("Confusion matrix")
        self.words, self.reading = QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label in (self.words, self.reading):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.reading.setProperty("role", "summary")
        self.table = Section("Each class", "inside.confusion.table")
        line = QHBoxLayout()
        line.addWidget(self.part)
        line.addWidget(self.words, 1)
        layout = QVBoxLayout(page := QWidget())
        layout.addLayout(line)
        layout.addWidget(self.map, 1)
        layout.addWidget(self.reading)
        layout.addWidget(self.table)
        self.setWidget(page)
        self._count = Question(thread, "confusion", self)
        self._count.answered.connect(self._on_counted)
        self.part.activated.connect(self._ask)
        self.map.read.connect(self.reading.setText)
        self.map.chosen.connect(self._on_chosen)

    def show_weight_history(self, weight_history: WeightHistory | None) -> None:
        """Offer validation rows only where there are some."""
        self.part.setEnabled(weight_history is not None and weight_history.dataset.val_rows > 0)
        if weight_history is not None and not weight_history.dataset.val_rows:
            self.part.setCurrentIndex(1)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Count what this network says."""
        self._snapshot = snapshot
        if snapshot is None:
            self.map.show_cells(None)
        else:
            self._ask()

    def _ask(self) -> None:
        snapshot, validation = self._snapshot, self.part.currentIndex() == 0
        if snapshot is not None:
            self._count.ask(lambda: _counted(snapshot, validation))

    def _on_counted(self, answer: Answer) -> None:
        from training.insight.confusion import describe_confusion

        matrix, self._pairs = answer
        self._matrix = matrix
        totals = matrix.counts.sum(1, keepdims=True)
        shares = np.divide(matrix.counts, totals, out=np.full(matrix.counts.shape, np.nan), where=totals > 0)
        names = matrix.classes
        self.map.show_cells(
            Cells(("predicted", "true"), (names, names[::-1]), shares[::-1], falls=False, words=self._read)
        )
        self.words.setText(" ".join(describe_confusion(matrix)[:3]))
        rows = zip(names, matrix.counts.sum(1), matrix.precision, matrix.recall, strict=True)
        cells = [(name, f"{count:,}", _share(precision), _share(recall)) for name, count, precision, recall in rows]
        self.table.fill(("Class", "Rows", "Precision", "Recall"), cells)

    def _read(self, cell: Cell) -> str:
        if self._matrix is None:
            return ""
        true, taken = self._classes_of(cell)
        count, names = int(self._matrix.counts[true, taken]), self._matrix.classes
        rows = "1 row" if count == 1 else f"{count:,} rows"
        then = " Click or press Enter to follow the first one through the network." if count else ""
        return f"{rows} of {names[true]}, taken for {names[taken]}.{then}"

    def _classes_of(self, cell: Cell) -> tuple[int, int]:
        assert self._matrix is not None
        return len(self._matrix.classes) - 1 - cell[1], cell[0]

    def _on_chosen(self, cell: Cell) -> None:
        if self._matrix is not None:
            rows = np.flatnonzero((self._pairs == self._classes_of(cell)).all(1))
            if len(rows):
                self.row_wanted.emit(int(rows[0]), self.part.currentIndex() == 0)


def _counted(snapshot: Snapshot, validation: bool) -> Iterator[object]:
    """Yield the matrix, and the true and the predicted class of each row, (rows, 2)."""
    from training.insight.confusion import Division, confusion
    from training.insight.view import logits_of

    division = Division.VALIDATION if validation else Division.TRAINING
    x, y = division.rows_of(snapshot.dataset)
    pairs = np.column_stack((y.numpy(), logits_of(snapshot.network, x).argmax(1).numpy()))
    yield confusion(snapshot.network, snapshot.dataset, division), pairs


def _share(value: float) -> str:
    return f"{value:.1%}" if np.isfinite(value) else "none"
