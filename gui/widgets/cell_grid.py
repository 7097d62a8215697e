"""Where the cells of a map are."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

BETWEEN = 1.0  # pixels around a cell; none where cells are tiny
TINY = 6.0
Cell = tuple[int, int]  # column and row


class CellGrid(NamedTuple):
    """Equal cells in an area, x to the right and y upwards."""

    area: QRectF
    columns: int
    rows: int

    @property
    def width(self) -> float:
        """Return a column's width."""
        return self.area.width() / self.columns

    @property
    def height(self) -> float:
        """Return a row's height."""
        return self.area.height() / self.rows

    def rectangle(self, cell: Cell) -> QRectF:
        """Return where a cell is painted."""
        left = self.area.left() + cell[0] * self.width
        box = QRectF(left, self.area.bottom() - (cell[1] + 1) * self.height, self.width, self.height)
        between = BETWEEN if min(self.width, self.height) > TINY else 0.0
        return box.adjusted(between, between, -between, -between)

    def cell_at(self, point: QPointF) -> Cell | None:
        """Return the cell at a point; None outside the area."""
        if not self.area.contains(point):
            return None
        x = int((point.x() - self.area.left()) / self.width)
        y = int((self.area.bottom() - point.y()) / self.height)
        return min(x, self.columns - 1), min(y, self.rows - 1)

    def beside(self, cell: Cell, step: Cell) -> Cell:
        """Return the cell one step on, or the cell itself at the edge."""
        return min(max(cell[0] + step[0], 0), self.columns - 1), min(max(cell[1] + step[1], 0), self.rows - 1)
