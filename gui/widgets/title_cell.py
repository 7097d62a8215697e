"""Draws the first cell of a row: the box in the run's colour, a sweep's chevron, and where the name stands."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPixmapCache, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView

from gui.widgets.buttons import draw_chevron

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
    ratio = painter.device().devicePixelRatioF()
    key, picture = f"box {color.name()} {ground.name()} {checked} {ratio}", QPixmap()
    if not QPixmapCache.find(key, picture):
        picture = _box(color, ground, checked, ratio)
        QPixmapCache.insert(key, picture)
    painter.drawPixmap(QRectF(room).center() - QPointF(SIDE, SIDE), picture)


def _box(color: QColor, ground: QColor, checked: bool, ratio: float) -> QPixmap:
    """Return a picture of a box, twice as wide as it: all rows of a colour show the same."""
    picture = QPixmap(QSize(2, 2) * round(SIDE * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    middle, box = QPointF(SIDE, SIDE), QRectF(SIDE / 2, SIDE / 2, SIDE, SIDE)
    painter = QPainter(picture)
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
    painter.end()
    return picture


def draw_fold(painter: QPainter, cell: QRect, folded: bool) -> None:
    """Draw a sweep's chevron in the pen's colour."""
    middle = QRectF(cell.left(), cell.top(), CHEVRON, cell.height()).center()
    draw_chevron(painter, middle, -90 if folded else 0)
