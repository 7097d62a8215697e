"""How the numbers of one layer are spread after each epoch, and after the one that is shown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen

from gui.widgets.appearance import Appearance
from gui.widgets.color_scale import ColorScale
from gui.widgets.painted_plot import PaintedPlot
from training.insight.spread import Spread

EDGE, LINE, FRONT = 10.0, 18.0, 0.42  # pixels, pixels, the share of the height that the shown epoch takes


class HistogramPicture(PaintedPlot):
    """Paints the shown epoch in front, as bars, and all epochs behind it, from the first at the bottom."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__("inside.histogram.picture", "Histogram of a layer", "", appearance, None)
        self._spread: Spread | None = None

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(320, 250)

    def show_spread(self, spread: Spread) -> None:
        """Show another layer's numbers, or another epoch's."""
        self._spread = spread
        self.setAccessibleName(f"Histogram of {spread.name}")
        self.setAccessibleDescription(spread.sentence())
        self.setToolTip(spread.sentence())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both parts over one axis."""
        painter = self.begin_painting()
        if self._spread is None:
            return
        spread, room = self._spread, QRectF(self.rect()).adjusted(EDGE, EDGE + LINE, -EDGE, -EDGE - LINE)
        over = QRectF(room.left(), room.top(), room.width(), room.height() * (1 - FRONT) - 4)
        front = QRectF(room.left(), over.bottom() + 8, room.width(), room.height() * FRONT - 4)
        densities = spread.densities()
        self._paint_over(painter, over, densities, spread.here)
        self._paint_front(painter, front, densities[spread.here])
        self._paint_words(painter, spread, room, over)
        self.paint_focus(painter)

    def _paint_over(self, painter: QPainter, area: QRectF, densities: NDArray[np.float64], here: int) -> None:
        scale = ColorScale(0.0, 1.0, falls=False, dark=self._appearance.colors.dark)
        table = np.array([[c.red(), c.green(), c.blue(), 255] for c in map(scale.at, np.linspace(0, 1, 256))], np.uint8)
        pixels = table[(densities[::-1] * 255).astype(np.uint8)]
        pixels[densities[::-1] <= 0] = 0  # where there are no numbers, the ground is seen
        pixels = np.ascontiguousarray(pixels)
        rows, columns = densities.shape
        painter.drawImage(area, QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888))
        y = area.bottom() - (here + 0.5) / rows * area.height()
        painter.setPen(QPen(QColor(self._appearance.colors.accent), 2))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def _paint_front(self, painter: QPainter, area: QRectF, density: NDArray[np.float64]) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._appearance.colors.accent))
        width = area.width() / len(density)
        for index, height in enumerate(density.tolist()):
            if height > 0:
                bar = max(1.0, height * area.height())
                painter.drawRect(QRectF(area.left() + index * width, area.bottom() - bar, max(1.0, width - 1), bar))

    def _paint_words(self, painter: QPainter, spread: Spread, room: QRectF, over: QRectF) -> None:
        flag, (low, high) = Qt.AlignmentFlag, spread.span
        title = QRectF(room.left(), EDGE / 2, room.width(), LINE)
        painter.setPen(QColor(self._appearance.colors.text))
        painter.drawText(title, flag.AlignLeft | flag.AlignVCenter, spread.name)
        painter.setPen(QColor(self._appearance.colors.muted))
        painter.drawText(title, flag.AlignRight | flag.AlignVCenter, "↑ epochs")
        below = QRectF(room.left(), room.bottom() + 2, room.width(), LINE)
        painter.drawText(below, flag.AlignLeft, f"{low:.3g}")
        painter.drawText(below, flag.AlignRight, f"{high:.3g}")
        if low < 0 < high:
            x = room.left() - low / (high - low) * room.width()
            painter.setPen(QPen(QColor(self._appearance.colors.muted), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, over.top()), QPointF(x, room.bottom()))
