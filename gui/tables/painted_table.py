"""A table that draws its rows in one go: Qt would come back to Python for each cell, and wait for the training."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette

from gui.tables.hinted_table import HintedTable

MARGIN = 6  # pixels beside a cell's text


class PaintedTable(HintedTable):
    """Draws the ground of each row that can be seen; what stands on it is `paint_row`'s business."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or the hint."""
        if not self.model().rowCount():
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        for row in self._rows(event.rect()):
            area = QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))
            self._paint_ground(painter, row, area)
            self.paint_row(painter, row)

    def paint_row(self, painter: QPainter, row: int) -> None:
        """Draw a row's cells with the pen as it is."""
        raise NotImplementedError

    def paint_text(self, painter: QPainter, area: QRect, alignment: Qt.AlignmentFlag, text: str) -> None:
        """Draw a text into a cell, or what there is room for."""
        room = area.adjusted(MARGIN, 0, -MARGIN, 0)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, alignment, shown)

    def cell(self, row: int, column: int) -> QRect:
        """Return where a cell is in the viewport."""
        left, top = self.columnViewportPosition(column), self.rowViewportPosition(row)
        return QRect(left, top, self.columnWidth(column), self.rowHeight(row))

    def _rows(self, area: QRect) -> range:
        """Return the rows that the area touches."""
        count = self.model().rowCount()
        first, last = (row if row >= 0 else count for row in (self.rowAt(area.top()), self.rowAt(area.bottom())))
        return range(first, min(last + 1, count))

    def _paint_ground(self, painter: QPainter, row: int, area: QRect) -> None:
        role, palette = QPalette.ColorRole, self.palette()
        selected = self.selectionModel().isRowSelected(row, QModelIndex())
        if selected or row % 2:
            painter.fillRect(area, palette.color(role.Highlight if selected else role.AlternateBase))
        painter.setPen(palette.color(role.HighlightedText if selected else role.Text))
        if self.hasFocus() and row == self.currentIndex().row() and not selected:
            painter.setPen(palette.color(role.Highlight))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
            painter.setPen(palette.color(role.Text))
