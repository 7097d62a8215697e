"""How a proof goes and how it ended: a bar, a badge, and the figures that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.widgets.appearance import Appearance
from training.experiment.schedulers import counted

if TYPE_CHECKING:
    from training.script.prove import Difference, Proof

MOST_ROWS = 200
COLUMNS = ("Epoch", "Figure", "Source", "Its value", "Script")
WITH_RUN = "Preview, run and script, compared value by value."
WITHOUT_RUN = "Preview and script, compared value by value. Train first to compare a run, too."
TABLE_HEIGHT = 150
BADGE = "border: 1px solid {color}; border-radius: 9px; padding: 1px 9px; color: {color}; font-weight: 600;"


class ProofView(QWidget):
    """Shows nothing until there is a proof."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance, self._good = appearance, True
        self._differences: tuple[Difference, ...] = ()
        self.badge, self.words = _label("code.badge"), _label("code.words")
        self.words.setProperty("role", "hint")
        self.words.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setObjectName("code.progress")
        self.bar.setAccessibleName("Epochs that are compared")
        self.bar.setTextVisible(False)
        self.table = QTableWidget(0, len(COLUMNS))
        self.table.setObjectName("code.differences")
        self.table.setAccessibleName("Figures that differ")
        self.table.setHorizontalHeaderLabels(COLUMNS)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.setFixedHeight(TABLE_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        layout.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.words)
        layout.addWidget(self.table)
        self.clear()
        appearance.changed.connect(self._restyle)

    def clear(self) -> None:
        """Forget the proof."""
        self._differences = ()
        self._fill_table()
        for widget in (self, self.bar, self.badge, self.words, self.table):
            widget.hide()

    def begin(self) -> None:
        """Say that the script starts."""
        self.clear()
        self._show_words("Starting the script in a process of its own…")
        self._show_bar(0, 0)

    def show_proof(self, proof: Proof) -> None:
        """Show how far the comparison is, or how it ended."""
        if not proof.ended:
            if proof.compared:
                self._show_words(f"{proof.compared} of {counted(proof.epochs, 'epoch')} compared")
                self._show_bar(proof.compared, proof.epochs)
            return
        self.bar.hide()
        self._show_words(WITH_RUN if proof.with_run else WITHOUT_RUN)
        self._show_badge(str(proof), proof.holds)
        self._differences = proof.differences[:MOST_ROWS]
        self._fill_table()
        self.table.setVisible(bool(self._differences))

    def show_problem(self, sentence: str) -> None:
        """Say why there is no proof."""
        self.clear()
        self._show_badge("Not proved", False)
        self._show_words(sentence)

    def _restyle(self) -> None:
        self._paint_badge()
        self._fill_table()

    def _show_words(self, sentence: str) -> None:
        self.words.setText(sentence)
        self.words.show()
        self.show()

    def _show_bar(self, value: int, most: int) -> None:
        # a bar counts to 2**31 at most
        self.bar.setRange(0, min(most, 1000))
        self.bar.setValue(value * self.bar.maximum() // most if most else 0)
        self.bar.show()

    def _show_badge(self, text: str, good: bool) -> None:
        self._good = good
        self.badge.setText(("✓ " if good else "✗ ") + text)
        self._paint_badge()
        self.badge.show()
        self.show()

    def _paint_badge(self) -> None:
        color = self._appearance.colors.accent if self._good else self._appearance.colors.error
        self.badge.setStyleSheet(BADGE.format(color=color))

    def _fill_table(self) -> None:
        self.table.setRowCount(len(self._differences))
        for row, difference in enumerate(self._differences):
            for column, text in enumerate(_cells(difference)):
                item = QTableWidgetItem(text)
                item.setForeground(QColor(self._appearance.colors.error))
                self.table.setItem(row, column, item)
        self.table.resizeColumnsToContents()


def _cells(difference: Difference) -> tuple[str, ...]:
    epoch, column, where, expected, script = difference
    return f"{epoch}", column, where, _figure(expected), _figure(script)


def _figure(value: float | None) -> str:
    return "nothing" if value is None else repr(value)


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
