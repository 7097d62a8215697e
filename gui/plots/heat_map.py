"""A number for each pair of two settings' values, as a map of colours that can be read cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from gui.widgets.appearance import Appearance
from gui.widgets.cell_grid import Cell, CellGrid
from gui.widgets.color_scale import ColorScale, ink_on
from gui.widgets.painted_plot import PaintedPlot

GAP, EDGE, BAR = 6.0, 10.0, 8.0  # pixels: between parts, around all, thickness of the scale
BAR_LENGTH = 96.0
DIGITS = (4, 3, 2)  # after the point, as many as fit
STOPS = 8
KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


@dataclass(frozen=True)
class Cells:
    """What a heat map shows: the names and labels of both axes, and the numbers, (labels of y, labels of x)."""

    names: tuple[str, str]
    labels: tuple[Sequence[str], Sequence[str]]
    numbers: NDArray[np.float64]
    falls: bool = True  # whether low is good
    best: Cell | None = None
    words: Callable[[Cell], str] = field(default=lambda cell: "")  # what a cell says when it is read


class HeatMap(PaintedPlot):
    """Paints cells, x to the right and y upwards; mouse and arrow keys go from cell to cell."""

    read = Signal(str)  # what the cell under the mouse or the keyboard says; empty where there is none
    chosen = Signal(object)  # the Cell that was clicked, or on which Enter was pressed

    def __init__(self, appearance: Appearance, hint: str, parent: QWidget | None = None) -> None:
        super().__init__("plot.heat_map", "Heat map of the sweep", hint, appearance, parent)
        self._cells: Cells | None = None
        self.cell: Cell | None = None
        self.setMouseTracking(True)

    def show_cells(self, cells: Cells | None) -> None:
        """Show other numbers; None: none."""
        before, self._cells = self._cells, cells
        if cells is None or before is None or cells.labels != before.labels or cells.names != before.names:
            self.cell = None
        best = cells.words(cells.best) if cells is not None and cells.best is not None else ""
        self.setAccessibleDescription(f"Best: {best}. The arrow keys read the cells." if best else self._hint)
        self._report()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells between their axes, below the scale."""
        painter = self.begin_painting()
        if self._cells is None:
            self.paint_hint(painter)
            return
        scale = ColorScale.around(self._cells.numbers, self._cells.falls, self._appearance.colors.dark)
        self._paint_scale(painter, scale)
        grid = self._grid(self._cells)
        self._paint_axes(painter, self._cells, grid)
        self._paint_cells(painter, self._cells, grid, scale)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the cell under the mouse."""
        self._go_to(self._cell_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the mouse."""
        cell = self._cell_at(event.position())
        if cell is not None and event.button() is Qt.MouseButton.LeftButton:
            self._go_to(cell)
            self.chosen.emit(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to another cell, or choose the one that is read."""
        if self._cells is None:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.cell is not None:
            self.chosen.emit(self.cell)
        elif (step := KEYS.get(Qt.Key(event.key()))) is not None:
            start = self._cells.best or (0, 0)
            self._go_to(start if self.cell is None else self._grid(self._cells).beside(self.cell, step))
            self.announce(self._reading())
        else:
            event.ignore()

    def _go_to(self, cell: Cell | None) -> None:
        if cell != self.cell:
            self.cell = cell
            self._report()
            self.update()

    def _report(self) -> None:
        self.read.emit(self._reading())

    def _reading(self) -> str:
        return self._cells.words(self.cell) if self._cells is not None and self.cell is not None else ""

    def _grid(self, cells: Cells) -> CellGrid:
        metrics, line = self.metrics(), self.metrics().height()
        left = max(metrics.horizontalAdvance(label) for label in cells.labels[1]) + EDGE + GAP
        area = QRectF(self.rect()).adjusted(
            min(left, self.width() / 3), EDGE + 2 * line + GAP, -EDGE, -EDGE - 2 * line - GAP
        )
        rows, columns = cells.numbers.shape
        return CellGrid(area, columns, rows)

    def _cell_at(self, point: QPointF) -> Cell | None:
        return None if self._cells is None else self._grid(self._cells).cell_at(point)

    def _paint_scale(self, painter: QPainter, scale: ColorScale) -> None:
        """Draw the colours from low to high at the top right."""
        metrics = self.metrics()
        low, high = f"{scale.low:.4g}", f"{scale.high:.4g}"
        right = self.width() - EDGE - metrics.horizontalAdvance(high)
        bar = QRectF(right - GAP - BAR_LENGTH, EDGE + (metrics.height() - BAR) / 2, BAR_LENGTH, BAR)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for stop in range(STOPS + 1):
            gradient.setColorAt(stop / STOPS, scale.at(stop / STOPS))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 3, 3)
        painter.setPen(QColor(self._appearance.colors.muted))
        painter.drawText(QPointF(right, EDGE + metrics.ascent()), high)
        left = bar.left() - GAP - metrics.horizontalAdvance(low)
        painter.drawText(QPointF(left, EDGE + metrics.ascent()), low)

    def _paint_axes(self, painter: QPainter, cells: Cells, grid: CellGrid) -> None:
        """Draw names and labels; where labels would touch, only every second, third, … one."""
        metrics, area, flag = self.metrics(), grid.area, Qt.AlignmentFlag
        line = metrics.height()
        painter.setPen(QColor(self._appearance.colors.text))
        if cells.names[1]:
            painter.drawText(QPointF(EDGE, area.top() - GAP - metrics.descent()), f"{cells.names[1]} ↑")
        below = QRectF(area.left(), area.bottom() + line + GAP / 2, area.width(), line)
        painter.drawText(below, flag.AlignRight | flag.AlignVCenter, f"{cells.names[0]} →")
        painter.setPen(QColor(self._appearance.colors.muted))
        widest = min(max(metrics.horizontalAdvance(label) for label in cells.labels[0]), area.width() / 4)
        for column in range(0, grid.columns, _stride(widest + GAP, grid.width)):
            middle = grid.rectangle((column, 0)).center().x()
            box = QRectF(middle - widest, area.bottom() + GAP / 2, 2 * widest, line)
            text = metrics.elidedText(cells.labels[0][column], Qt.TextElideMode.ElideRight, widest)
            painter.drawText(box, flag.AlignCenter, text)
        for row in range(0, grid.rows, _stride(line, grid.height)):
            room = QRectF(EDGE, grid.rectangle((0, row)).center().y() - line / 2, area.left() - EDGE - GAP, line)
            text = metrics.elidedText(cells.labels[1][row], Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, flag.AlignRight | flag.AlignVCenter, text)

    def _paint_cells(self, painter: QPainter, cells: Cells, grid: CellGrid, scale: ColorScale) -> None:
        digits = self._digits(cells, grid)
        for y, row in enumerate(cells.numbers.tolist()):
            for x, number in enumerate(row):
                area = grid.rectangle((x, y))
                ground = QColor(self._appearance.colors.raised) if np.isnan(number) else scale.color(number)
                painter.fillRect(area, ground)
                if digits is not None and not np.isnan(number):
                    painter.setPen(ink_on(ground))
                    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, f"{number:.{digits}f}")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if cells.best is not None:
            painter.setPen(QPen(ink_on(scale.color(float(cells.numbers[cells.best[1], cells.best[0]]))), 2))
            painter.drawRect(grid.rectangle(cells.best).adjusted(2, 2, -2, -2))
        if self.cell is not None:
            painter.setPen(
                QPen(QColor(self._appearance.colors.accent if self.hasFocus() else self._appearance.colors.text), 3)
            )
            painter.drawRect(grid.rectangle(self.cell))

    def _digits(self, cells: Cells, grid: CellGrid) -> int | None:
        """Return how many digits after the point fit into all cells; None where no number does."""
        metrics, numbers = self.metrics(), cells.numbers[~np.isnan(cells.numbers)]
        if not len(numbers) or grid.height < metrics.height() + GAP:
            return None
        ends = float(numbers.min()), float(numbers.max())
        for digits in DIGITS:
            if max(metrics.horizontalAdvance(f"{number:.{digits}f}") for number in ends) <= grid.width - GAP:
                return digits
        return None


def _stride(wanted: float, given: float) -> int:
    """Return how many cells a label needs."""
    return max(1, int(np.ceil(wanted / max(given, 1e-9))))
