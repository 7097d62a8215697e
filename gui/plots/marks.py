"""Marks on the planned rate: where it jumps up, and what the plan assumes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.plots.overlay import ABOVE, Overlay
from gui.plots.view_box import EpochViewBox
from training.schedule.explain import number

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.pitfalls.jumps import Jump

INSET = 6.0  # pixels from the view's edge and from a mark's line
HEAD = QPolygonF([QPointF(0, 0), QPointF(-4, 7), QPointF(4, 7)])  # of an arrow upwards


class JumpMarks(Overlay):
    """A red arrow wherever the rate jumps up at a boundary between two schedulers, with the rates."""

    def __init__(self, view: EpochViewBox) -> None:
        super().__init__(view, ABOVE + 2)  # over the milestones' handles
        self.jumps: Sequence[Jump] = ()

    def set_jumps(self, jumps: Sequence[Jump]) -> None:
        """Mark these jumps."""
        self.jumps = jumps
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw arrows, and the rates where there is room."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        error = QColor(self.colors.error)
        for jump in self.jumps:
            x = round(self.pixel_x(jump.epoch - 0.5 + (jump.batch - 1) / jump.batches)) + 0.5
            low, high = self.view.pixel_y(jump.before), self.view.pixel_y(jump.after)
            if not 0 <= x <= self.view.width() or low != low or high != high:
                continue
            painter.setPen(QPen(error, 2))
            painter.drawLine(QPointF(x, low), QPointF(x, high))
            painter.setBrush(error)
            painter.drawPolygon(HEAD.translated(x, high))
            where = f", batch {jump.batch}" if jump.batches > 1 else ""
            self._write(painter, f"lr rises {number(jump.before)} → {number(jump.after)}{where}", x, (low + high) / 2)

    def _write(self, painter: QPainter, text: str, x: float, y: float) -> None:
        width = QFontMetricsF(painter.font()).horizontalAdvance(text)
        left = x - INSET - width if x + INSET + width > self.view.width() else x + INSET
        if left >= 0:
            painter.drawText(QPointF(left, y), text)


class AssumptionNote(Overlay):
    """Says what the plan assumes of a figure that only training can tell."""

    def __init__(self, view: EpochViewBox) -> None:
        super().__init__(view, ABOVE)
        self.text = ""

    def set_text(self, assumption: str) -> None:
        """Say `if val_loss falls, then flat`; empty: nothing."""
        self.text = f"planned as if {assumption}" if assumption else ""
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Write it into the lower left corner."""
        painter.setPen(QColor(self.colors.muted))
        area = QRectF(self.view.rect()).adjusted(INSET, 0, -INSET, -INSET / 2)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, self.text)
