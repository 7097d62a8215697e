"""The decision map on the screen: regions, rows, and what the network says at a point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap

from gui.inside.class_look import color_of, draw_sign
from gui.inside.map_jobs import Picture
from gui.plots.heat_map import KEYS
from gui.widgets.appearance import Appearance
from gui.widgets.painted_plot import PaintedPlot

EDGE, LINE, SIGN, RING = 12.0, 20.0, 3.2, 6.5  # pixels
MOST_ROWS = 2000  # that are drawn


class MapPicture(PaintedPlot):
    """Paints one map after another."""

    read = Signal(str)  # what the network says at the point under the mouse or the keyboard

    def __init__(self, appearance: Appearance) -> None:
        hint = "What the network says at every point appears here."
        super().__init__("inside.map.picture", "Decision map", hint, appearance, None)
        self.picture: Picture | None = None
        self._signs: tuple[object, QPixmap] | None = None  # all rows, drawn once for a ground, a size and a scheme
        self._point: tuple[int, int] | None = None  # across, up
        self.setMouseTracking(True)

    def show_picture(self, picture: Picture | None) -> None:
        """Show another map."""
        self.picture = picture
        if picture is None or (self._point is not None and max(self._point) >= len(picture.ground.grid.across)):
            self._point = None
        self.setAccessibleDescription(f"{_words(picture)} Arrow keys read it." if picture else self._hint)
        if self._point is not None:
            self.read.emit(self._reading())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw regions, rows and axes."""
        painter = self.begin_painting()
        if (picture := self.picture) is None:
            self.paint_hint(painter)
            return
        area, pixels = self._area(), picture.pixels
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, image)
        rows = _rows_at(picture, area)
        painter.drawPixmap(QPointF(0, 0), self._drawn_rows(picture, rows))
        self._ring_wrong(painter, picture, rows)
        self._paint_axes(painter, picture, area)
        if self._point is not None:
            x, y = ((index + 0.5) / len(picture.ground.grid.across) for index in self._point)
            at = QPointF(area.left() + x * area.width(), area.bottom() - y * area.height())
            painter.setPen(QPen(QColor(self._appearance.colors.text), 1.5))
            painter.drawLine(at - QPointF(7, 0), at + QPointF(7, 0))
            painter.drawLine(at - QPointF(0, 7), at + QPointF(0, 7))
        self.paint_focus(painter, area, 2)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the point under the mouse."""
        area = self._area()
        if self.picture is not None and area.contains(event.position()):
            side = len(self.picture.ground.grid.across)
            across = int((event.position().x() - area.left()) / area.width() * side)
            up = int((area.bottom() - event.position().y()) / area.height() * side)
            self._go_to(min(across, side - 1), min(up, side - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read the point beside."""
        if self.picture is None or (step := KEYS.get(Qt.Key(event.key()))) is None:
            event.ignore()
            return
        last = len(self.picture.ground.grid.across) - 1
        x, y = self._point or (last // 2, last // 2)
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self._go_to(min(max(x + far * step[0], 0), last), min(max(y + far * step[1], 0), last))
        self.announce(self._reading())

    def _go_to(self, across: int, up: int) -> None:
        self._point = across, up
        self.read.emit(self._reading())
        self.update()

    def _reading(self) -> str:
        if self.picture is None or self._point is None:
            return ""
        (x, y), grid = self._point, self.picture.ground.grid
        classes = self.picture.ground.dataset.classes
        shares = self.picture.map.probabilities[y, x]
        likely = ", ".join(f"{classes[k]} {shares[k]:.1%}" for k in np.argsort(-shares)[:3].tolist())
        names = self.picture.ground.plane.labels
        return f"{names[0]} {grid.across[x]:.3g}, {names[1]} {grid.up[y]:.3g}: {likely}."

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(EDGE + LINE, EDGE, -EDGE, -EDGE - LINE)

    def _drawn_rows(self, picture: Picture, rows: list[QPointF]) -> QPixmap:
        key = picture.ground, self.size(), self._appearance.colors
        if self._signs is None or self._signs[0] != key:
            ratio = self.devicePixelRatioF()
            pixmap = QPixmap(self.size() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._appearance.colors.surface), 1))
            for at, truth in zip(rows, picture.rows.truth.tolist(), strict=False):
                painter.setBrush(QColor(color_of(self._appearance.colors, truth)))
                draw_sign(painter, truth, at, SIGN)
            painter.end()
            self._signs = key, pixmap
        return self._signs[1]

    def _ring_wrong(self, painter: QPainter, picture: Picture, rows: list[QPointF]) -> None:
        painter.setPen(QPen(QColor(self._appearance.colors.error), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for at, right in zip(rows, picture.rows.right.tolist(), strict=False):
            if not right:
                painter.drawEllipse(at, RING, RING)

    def _paint_axes(self, painter: QPainter, picture: Picture, area: QRectF) -> None:
        (across, up), grid = picture.ground.plane.labels, picture.ground.grid
        painter.setPen(QColor(self._appearance.colors.muted))
        _paint_axis(painter, QRectF(area.left(), area.bottom() + 3, area.width(), LINE), grid.across, across)
        painter.save()
        painter.translate(EDGE, area.bottom())
        painter.rotate(-90)
        _paint_axis(painter, QRectF(0, 0, area.height(), LINE), grid.up, up)
        painter.restore()


def _paint_axis(painter: QPainter, area: QRectF, values: NDArray[np.float64], name: str) -> None:
    flag = Qt.AlignmentFlag
    painter.drawText(area, flag.AlignLeft, f"{values[0]:.3g}")
    painter.drawText(area, flag.AlignRight, f"{values[-1]:.3g}")
    painter.drawText(area, flag.AlignHCenter, f"{name} →")


def _rows_at(picture: Picture, area: QRectF) -> list[QPointF]:
    grid, at = picture.ground.grid, picture.rows.coordinates[:MOST_ROWS]
    x = area.left() + (at[:, 0] - grid.across[0]) / (grid.across[-1] - grid.across[0]) * area.width()
    y = area.bottom() - (at[:, 1] - grid.up[0]) / (grid.up[-1] - grid.up[0]) * area.height()
    return [QPointF(*point) for point in zip(x.tolist(), y.tolist(), strict=True)]


def _words(picture: Picture) -> str:
    right = picture.rows.right
    return f"{int(right.sum()):,} of {len(right):,} training rows are classified rightly."
