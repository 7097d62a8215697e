"""Paints the cells of a table that changes many times a second."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

MARGIN = 6  # pixels beside the text
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class CellDelegate(QStyledItemDelegate):
    """Draws text and nothing else: under a style sheet Qt's own delegate takes three times as long."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a cell, elided where it is too narrow."""
        role, palette = QPalette.ColorRole, option.palette
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(option.rect, palette.brush(role.Highlight))
        painter.setPen(palette.color(role.HighlightedText if selected else role.Text))
        area = option.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        text = index.data()
        if option.fontMetrics.horizontalAdvance(text) > area.width():
            text = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, index.data(Qt.ItemDataRole.TextAlignmentRole) or LEFT, text)
