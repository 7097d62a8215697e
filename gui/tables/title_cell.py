"""Draws the first cell of a row: the box in the run's colour, a sweep's chevron, and the name's place."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView

from gui.forms.buttons import draw_chevron

SIDE, ROUND, LINE = 12.0, 3.0, 1.6  # pixels of the box, its corners and its lines
CHEVRON = 24  # pixels before a sweep's name
CHECK = ((-0.26, 0.02), (-0.06, 0.22), (0.28, -0.2))  # of the side, from the middle
Feature = QStyleOptionViewItem.ViewItemFeature


def box_in(table: QTableView, cell: QRect) -> QRect:
    """Return where Qt's own delegate takes clicks on the cell's check box."""
    option = QStyleOptionViewItem()
    option.initFrom(table)
    option.rect = cell
    option.features = Feature.HasCheckIndicator | Feature.HasDisplay
    return table.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, table)


def draw_box(painter: QPainter, room: QRect, color: QColor, ground: QColor, checked: bool) -> None:
    """Draw a box in a colour, full and with a check mark where it is checked."""
    middle = QRectF(room).center()
    box = QRectF(0, 0, SIDE, SIDE)
    box.moveCenter(middle)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ground, 2 * LINE))
    painter.setBrush(ground)
    painter.drawRoundedRect(box, ROUND, ROUND)
    painter.setPen(QPen(color, LINE))
    painter.setBrush(color if checked else ground)
    painter.drawRoundedRect(box, ROUND, ROUND)
    if checked:
        painter.setPen(QPen(ground, LINE, c=Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF([middle + QPointF(x, y) * SIDE for x, y in CHECK]))
    painter.restore()


def draw_fold(painter: QPainter, cell: QRect, folded: bool) -> None:
    """Draw a sweep's chevron in the pen's colour."""
    middle = QRectF(cell.left(), cell.top(), CHEVRON, cell.height()).center()
    draw_chevron(painter, middle, -90 if folded else 0)
