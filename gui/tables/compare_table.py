"""The view on runs side by side: values, and below them how far they are from the baseline's."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QAction, QColor, QGuiApplication, QKeySequence, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.tables.compare_model import Cell, CompareModel
from gui.widgets.appearance import Appearance
from gui.widgets.hinted_table import HintedTable
from training.runs.csv import csv_text

HINT = "Check two or more runs in the Runs tab to see here what they came to and in which settings they differ."
MARGIN, SPACE = 8, 3  # pixels beside a cell's text, and above and below it
NARROWEST, WIDEST = 100, 240  # pixels of a run's column
LABELS = 142  # pixels of the rows' names
MARKS = {1: "✓", -1: "✗", 0: ""}


class CompareDelegate(QStyledItemDelegate):
    """Draws a value, and its difference small below it: better ones in the accent, worse ones in the error's colour."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a cell."""
        option.text = ""
        cell: Cell = index.model().cell(index)  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(option.rect, option.palette.color(QPalette.ColorRole.Highlight))
        elif index.row() % 2:
            painter.fillRect(option.rect, option.palette.color(QPalette.ColorRole.AlternateBase))
        area = option.rect.adjusted(MARGIN, SPACE, -MARGIN, -SPACE)
        self._write(painter, option, area, cell, selected)

    def _write(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, cell: Cell, selected: bool) -> None:
        left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
        line = option.fontMetrics.height()
        colors = self._appearance.colors
        text, inverse = QColor(colors.text), QColor(colors.on_accent)
        painter.setPen(inverse if selected else text)
        value = option.fontMetrics.elidedText(cell.value, Qt.TextElideMode.ElideRight, area.width())
        top = QRect(area.left(), area.top(), area.width(), line)
        painter.drawText(top, left | middle, value)
        if cell.difference:
            shade = {1: colors.accent, -1: colors.error, 0: colors.muted}[cell.verdict]
            painter.setPen(inverse if selected else QColor(shade))
            painter.drawText(top.translated(0, line), left | middle, f"{cell.difference} {MARKS[cell.verdict]}")


class CompareTable(HintedTable):
    """Shows the model; keys and the context menu make a run the baseline, pick it, or copy the table."""

    baseline_chosen = Signal(int)  # a run's number
    run_picked = Signal(int)  # a run's number

    def __init__(self, model: CompareModel, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__("table.compare", "Runs side by side", HINT, parent)
        self._delegate = CompareDelegate(appearance, self)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAlternatingRowColors(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._set_up_headers()
        self._add_actions()
        model.modelReset.connect(self._fit)
        model.dataChanged.connect(self._fit)
        self.activated.connect(lambda index: self._pick(index.column()))

    def _set_up_headers(self) -> None:
        self.setCornerButtonEnabled(False)
        self.setStyleSheet("QTableCornerButton::section { background: transparent; border: 0; }")
        rows, runs = self.verticalHeader(), self.horizontalHeader()
        rows.setFixedWidth(LABELS)
        rows.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setSectionsClickable(False)
        runs.setMinimumSectionSize(NARROWEST)
        runs.setTextElideMode(Qt.TextElideMode.ElideRight)
        runs.setSectionsClickable(True)
        runs.sectionClicked.connect(self._pick)

    def _add_actions(self) -> None:
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for text, key, slot in (
            ("Make this run the &baseline", QKeySequence("B"), self._choose_baseline),
            ("&Look at this run", QKeySequence("L"), lambda: self._pick(self.currentIndex().column())),
            ("&Copy the table", QKeySequence(QKeySequence.StandardKey.Copy), self.copy),
        ):
            action = QAction(text, self)
            action.setShortcut(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    def copy(self) -> None:
        """Put the whole table on the clipboard, tab-separated, differences in brackets."""
        header, *rows = self._model.text()
        QGuiApplication.clipboard().setText(csv_text(header, rows, delimiter="\t"))

    def _choose_baseline(self) -> None:
        column = self.currentIndex().column()
        if 0 <= column < len(self._model.runs):
            self.baseline_chosen.emit(self._model.runs[column].number)

    def _pick(self, column: int) -> None:
        if 0 <= column < len(self._model.runs):
            self.run_picked.emit(self._model.runs[column].number)

    def _fit(self) -> None:
        """Give rows and columns their room; a few runs share all of it."""
        self.verticalHeader().setVisible(self._model.rowCount() > 0)
        line = self.fontMetrics().height()
        for row in range(self._model.rowCount()):
            height = (1 + self._model.has_differences(row)) * line + 2 * SPACE
            self.setRowHeight(row, max(height, self.verticalHeader().sectionSizeHint(row)))
        share = self.viewport().width() // max(1, len(self._model.runs))
        self.horizontalHeader().setDefaultSectionSize(max(NARROWEST, min(share, WIDEST)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._fit()
