"""The curves that rest, as one picture: however many they are, a frame draws what grows and lays this behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPixmap, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.plots.curve import Curve
from gui.plots.overlay import Overlay
from gui.plots.view_box import EpochViewBox

Geometry = tuple[QTransform, float]  # where the view lies, and how many pixels of the device one of its own has


class Backdrop(Overlay):
    """Draws curves that are no items of the scene; a picture of them serves until the view or one of them changes."""

    def __init__(self, view: EpochViewBox, level: float) -> None:
        super().__init__(view, level)
        self.setParentItem(view.childGroup)
        self._curves: Sequence[Curve] = ()
        self._picture: QPixmap | None = None
        self._geometry: Geometry | None = None
        self._drawn: list[tuple[Curve, int]] = []

    def set_curves(self, curves: Sequence[Curve]) -> None:
        """Draw these, the first ones lowest."""
        self._curves = curves
        self.renew()

    def renew(self) -> None:
        """Draw again if one of the curves looks different now."""
        if self._drawn != self._wanted():
            self.update()

    def _wanted(self) -> list[tuple[Curve, int]]:
        return [(curve, curve.version) for curve in self._curves]

    def boundingRect(self) -> QRectF:
        """Return the view's area, in the axes' own units."""
        return self.view.viewRect()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Lay the picture there; what is no screen and no image, as an SVG file, gets the curves themselves."""
        if not self._curves:
            self._picture, self._drawn = None, []
        elif painter.paintEngine().type() is QPaintEngine.Type.Raster:
            self._lay_picture(painter, option)
        else:
            _paint(painter, self._curves, painter.worldTransform(), option)

    def _lay_picture(self, painter: QPainter, option: QStyleOptionGraphicsItem) -> None:
        world = painter.worldTransform()
        ratio = painter.deviceTransform().m11() / world.m11()
        area = QRectF(world.mapRect(self.view.viewRect()).toAlignedRect())
        picture = self._renewed(world * QTransform.fromTranslate(-area.left(), -area.top()), ratio, area, option)
        painter.resetTransform()
        painter.drawPixmap(QPointF(area.topLeft()), picture)

    def _renewed(self, world: QTransform, ratio: float, area: QRectF, option: QStyleOptionGraphicsItem) -> QPixmap:
        """Return the picture with all curves; where the old one still holds, only what is new is added."""
        wanted, kept = self._wanted(), len(self._drawn)
        if self._picture is None or self._geometry != (world, ratio) or wanted[:kept] != self._drawn:
            self._picture, self._geometry, kept = _empty(area, ratio), (world, ratio), 0
        if kept < len(wanted):
            painter = QPainter(self._picture)
            _paint(painter, self._curves[kept:], world, option)
            painter.end()
        self._drawn = wanted
        return self._picture


def _empty(area: QRectF, ratio: float) -> QPixmap:
    picture = QPixmap((area.size() * ratio).toSize())
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _paint(painter: QPainter, curves: Sequence[Curve], world: QTransform, option: QStyleOptionGraphicsItem) -> None:
    for curve in curves:
        painter.save()
        painter.setWorldTransform(world)
        curve.paint(painter, option, None)
        painter.restore()
