"""A table view that says what will be in it as long as it is empty."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

MARGIN, LEAST_MARGIN = 24, 4  # pixels beside the hint


class HintedTable(QTableView):
    """A calm table of whole rows: no grid, no row numbers, Tab moves on; `hint` stands where rows will be."""

    def __init__(self, name: str, accessible_name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hint = hint
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setAccessibleDescription(hint)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.horizontalHeader().setHighlightSections(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the hint where there are no rows."""
        super().paintEvent(event)
        model = self.model()
        if model is None or model.rowCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        room, flags = self.viewport().rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        area = room.adjusted(MARGIN, 0, -MARGIN, 0)
        if painter.boundingRect(area, flags, self.hint).height() > room.height():
            area = room.adjusted(LEAST_MARGIN, 0, -LEAST_MARGIN, 0)
        painter.drawText(area, flags, self.hint)
