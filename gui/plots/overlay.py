"""What lies over or under the curves, drawn in pixels of the view."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from gui.plots.decimate import Column
from gui.plots.positions import EPOCHS, Positions
from gui.plots.view_box import EpochViewBox
from gui.widgets.appearance import Appearance
from gui.widgets.shades import translucent
from gui.widgets.theme import Colors

BELOW, ABOVE = -10.0, 10.0  # the curves lie at 0


class Overlay(QGraphicsItem):
    """Covers the view and takes no mouse events; call `follow` when the view's range or size has changed."""

    appearance: Appearance  # the plot sets it when it takes the overlay
    positions: Positions = EPOCHS  # where the epochs that it points at lie

    def __init__(self, view: EpochViewBox, level: float) -> None:
        super().__init__(view)
        self.view = view
        self.setZValue(level)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def colors(self) -> Colors:
        """Return the colours of the present scheme."""
        return self.appearance.colors

    def set_positions(self, positions: Positions) -> None:
        """Point at epochs that lie elsewhere."""
        if positions is not self.positions:
            self.positions = positions
            self.follow()

    def pixel_x(self, epoch: float) -> float:
        """Return how far right of the view's left edge an epoch, or a fraction of it, lies, in pixels."""
        return self.view.pixel_x(self.positions.at(epoch))

    def follow(self) -> None:
        """Draw again for the view's new range or size."""
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the view's area."""
        return self.view.rect()


class GapBands(Overlay):
    """A tinted band with a bar at its foot wherever a figure is not a finite number."""

    def __init__(self, view: EpochViewBox) -> None:
        super().__init__(view, BELOW)
        self.bands: list[Column] = []

    def set_bands(self, bands: list[Column]) -> None:
        """Mark these stretches, arrays of (first, last) positions."""
        if bands or self.bands:
            self.bands = bands
            self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the bands."""
        height = self.view.height()
        for ends in self.bands:
            for first, last in ends.tolist():
                left, right = self.view.pixel_x(first), self.view.pixel_x(last)
                area = QRectF(left, 0, max(right - left, 2.0), height)
                painter.fillRect(area, translucent(self.colors.error, 0.12))
                painter.fillRect(area.adjusted(0, height - 3, 0, 0), QColor(self.colors.error))


class Hint(Overlay):
    """A quiet sentence in the middle of an empty plot."""

    def __init__(self, view: EpochViewBox, text: str) -> None:
        """Say `text`."""
        super().__init__(view, ABOVE)
        self._text = text

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the sentence."""
        painter.setPen(QColor(self.colors.muted))
        painter.drawText(self.view.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._text)
