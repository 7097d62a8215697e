"""The confusion matrix: which classes the network takes for which."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from gui.inside.panel import ScrollingPanel
from gui.jobs.background import Background
from gui.jobs.question import Question
from gui.panels.data.data_panel import Section
from gui.plots.heat_map import Cells, HeatMap
from gui.widgets.appearance import Appearance
from gui.widgets.cell_grid import Cell
from gui.widgets.labels import plain_label
from gui.widgets.layouts import beside
from gui.widgets.quiet_combo_box import combo_box
from training.insight.weight_history import Snapshot, WeightHistory

if TYPE_CHECKING:
    from training.insight.confusion import Confusion


class ConfusionPanel(ScrollingPanel):
    """Shares of each true class as a map, and precision and recall as a table."""

    row_wanted = Signal(int, bool)  # the first row of the chosen cell, counted from 0; whether it is a validation row

    def __init__(self, thread: Background, appearance: Appearance) -> None:
        super().__init__("inside.confusion", "Confusion")
        self._matrix: Confusion | None = None
        parts = ["Validation rows", "Training rows"]
        self.part = combo_box("inside.confusion.part", "Rows that are counted", parts, self)
        self.map = HeatMap(appearance, "The matrix appears here once there is a network.")
        self.map.setObjectName("inside.confusion.map")
        self.map.setAccessibleName("Confusion matrix")
        self.words, self.reading = plain_label(), plain_label("", "summary")
        self.table = Section("Each class", "inside.confusion.table")
        layout = self.arrange(beside(self.part, self.words), self.map, self.reading, self.table)
        layout.setStretchFactor(self.map, 1)
        self._count = Question(thread, "confusion", self)
        self._count.answered.connect(self._on_counted)
        self.part.activated.connect(self._ask)
        self.map.read.connect(self.reading.setText)
        self.map.chosen.connect(self._on_chosen)

    def show_weight_history(self, weight_history: WeightHistory | None) -> None:
        """Offer validation rows only where there are some."""
        super().show_weight_history(weight_history)
        self.part.setEnabled(weight_history is not None and weight_history.dataset.val_rows > 0)
        if weight_history is not None and not weight_history.dataset.val_rows:
            self.part.setCurrentIndex(1)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Count what this network says."""
        super().show_snapshot(snapshot)
        if snapshot is None:
            self.map.show_cells(None)
        else:
            self._ask()

    def _ask(self) -> None:
        snapshot, validation = self._snapshot, self.part.currentIndex() == 0
        if snapshot is not None:
            self._count.ask(lambda: _counted(snapshot, validation))

    def _on_counted(self, matrix: Confusion) -> None:
        from training.insight.confusion import describe_confusion

        self._matrix, names = matrix, matrix.classes
        axes, labels = ("predicted", "true"), (names, names[::-1])
        self.map.show_cells(Cells(axes, labels, matrix.shares[::-1], falls=False, words=self._read))
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
        row = self._matrix.first_row(*self._classes_of(cell)) if self._matrix is not None else None
        if row is not None:
            self.row_wanted.emit(row, self.part.currentIndex() == 0)


def _counted(snapshot: Snapshot, validation: bool) -> Iterator[object]:
    from training.insight.confusion import Division, confusion

    yield confusion(snapshot.network, snapshot.dataset, Division.VALIDATION if validation else Division.TRAINING)


def _share(value: float) -> str:
    return f"{value:.1%}" if isfinite(value) else "none"
