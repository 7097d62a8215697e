"""A line through all plots where two runs part, with a word at its head."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.plots.overlay import ABOVE, Overlay
from gui.plots.plot import Plot
from gui.plots.positions import EPOCHS, Positions
from gui.plots.view_box import EpochViewBox

INSET = 5.0  # pixels from the line to its label, and within the label


class PartingLine(Overlay):
    """The part of the line that lies in one plot."""

    def __init__(self, view: EpochViewBox) -> None:
        super().__init__(view, ABOVE - 1)
        self.epoch: int | None = None
        self.text = ""
        self.hide()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the line, and the label on the side where there is more room."""
        if self.epoch is None:
            return
        x = round(self.pixel_x(self.epoch - 0.5)) + 0.5
        if not 0 <= x <= self.view.width():
            return
        painter.setPen(QPen(QColor(self.colors.warning), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.view.height()))
        if self.text:
            self._write(painter, x)

    def _write(self, painter: QPainter, x: float) -> None:
        metrics = QFontMetricsF(painter.font())
        goes_right = x < self.view.width() / 2
        room = (self.view.width() - x if goes_right else x) - 4 * INSET
        text = metrics.elidedText(self.text, Qt.TextElideMode.ElideRight, room)
        width, height = metrics.horizontalAdvance(text) + 2 * INSET, metrics.height() + 2
        left = x + INSET if goes_right else x - INSET - width
        label = QRectF(left, self.view.height() - height - INSET, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.colors.warning), 1))
        painter.setBrush(QColor(self.colors.surface))
        painter.drawRoundedRect(label, 4, 4)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)


class Parting:
    """Says from which epoch on two runs differ; the words stand in one plot."""

    def __init__(self, plots: Sequence[Plot], labelled: Plot) -> None:
        self._labelled = labelled
        self._positions: Positions | None = EPOCHS
        self._lines = {plot: PartingLine(plot.view) for plot in plots}
        for plot, line in self._lines.items():
            plot.add_overlay(line)

    def show(self, epoch: int | None, text: str) -> None:
        """Stand before the first epoch that differs; None: hide."""
        for plot, line in self._lines.items():
            line.epoch, line.text = epoch, text if plot is self._labelled else ""
            line.update()
        self.set_positions(self._positions)

    def set_positions(self, positions: Positions | None) -> None:
        """Point at epochs that lie elsewhere; None: nowhere in common, so hide."""
        self._positions = positions
        for line in self._lines.values():
            line.set_positions(positions or line.positions)
            line.setVisible(positions is not None and line.epoch is not None)
