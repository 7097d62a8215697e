"""A table that draws its rows in one go: Qt would come back to Python for each cell, and wait for the training."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette

from gui.widgets.hinted_table import HintedTable

MARGIN = 6  # pixels beside a cell's text


class PaintedTable(HintedTable):
    """Draws the ground of each row that can be seen; what stands on it is `paint_row`'s business."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or the hint."""
        if not self.model().rowCount():
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        strip = QRect(event.rect().left(), 0, event.rect().width(), 1)
        cells = {column: self.cell(column) for column in range(self.model().columnCount())}
        seen = {column: cell for column, cell in cells.items() if cell.intersects(strip)}
        for row in self._rows(event.rect()):
            top = self.rowViewportPosition(row)
            self._paint_ground(painter, row, QRect(0, top, self.viewport().width(), self.rowHeight(row)))
            self.paint_row(painter, row, {column: cell.translated(0, top) for column, cell in seen.items()})

    def paint_row(self, painter: QPainter, row: int, cells: dict[int, QRect]) -> None:
        """Draw what stands in those of a row's cells that are in sight, by their column, with the pen as it is."""
        raise NotImplementedError

    def paint_text(self, painter: QPainter, area: QRect, alignment: int, text: str) -> None:
        """Draw a text into a cell, or what there is room for."""
        room = area.adjusted(MARGIN, 0, -MARGIN, 0)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, alignment, shown)

    def cell(self, column: int) -> QRect:
        """Return where the column's cells are, the top of their row apart; a hidden one has no width."""
        return QRect(self.columnViewportPosition(column), 0, self.columnWidth(column), self.rowHeight(0))

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
