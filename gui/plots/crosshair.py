"""One line through all plots that points at an epoch, moved by mouse, keyboard or a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.plots.overlay import ABOVE, Overlay
from gui.plots.plot import Plot
from gui.plots.positions import EPOCHS, Positions, dot_of, epoch_of
from gui.plots.view_box import EpochViewBox

HALF_WIDTH = 2.0  # pixels repainted on either side of the line


class CrosshairLine(Overlay):
    """The part of the line that lies in one plot."""

    def __init__(self, view: EpochViewBox) -> None:
        super().__init__(view, ABOVE)
        self._epoch: int | None = None
        self.hide()

    def set_epoch(self, epoch: int | None) -> None:
        """Stand at an epoch; None: hide."""
        self._epoch = epoch
        self.setVisible(epoch is not None)
        self.follow()

    def follow(self) -> None:
        """Stand at the right position for the view's range."""
        super().follow()
        if self._epoch is not None:
            self.setPos(round(self.view.pixel_x(dot_of(self.positions, self._epoch))), 0)

    def boundingRect(self) -> QRectF:
        """Return a narrow strip, so that moving it repaints little."""
        return QRectF(-HALF_WIDTH, 0, 2 * HALF_WIDTH, self.view.height())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the line."""
        painter.setPen(QPen(QColor(self.colors.accent), 1))
        painter.drawLine(QPointF(0, 0), QPointF(0, self.view.height()))


class Crosshair(QObject):
    """Follows the mouse, and comes back to where the keyboard or a table last put it."""

    moved = Signal()  # it stands elsewhere, see `epoch`
    chosen = Signal(int)  # mouse or keyboard moved it to this epoch
    stepped = Signal()  # the keyboard did

    def __init__(self, plots: Sequence[Plot], parent: QObject) -> None:
        super().__init__(parent)
        self.epoch: int | None = None
        self.positions: Positions = EPOCHS
        self._kept: int | None = None
        self._last = 0
        self._plots = plots
        self._lines = [CrosshairLine(plot.view) for plot in plots]
        for plot, line in zip(plots, self._lines, strict=True):
            plot.add_overlay(line)
            plot.pointed.connect(self._on_pointed)
            plot.left.connect(self._on_left)
            plot.key_pressed.connect(self._on_key_pressed)

    def set_positions(self, positions: Positions) -> None:
        """Point at epochs that lie elsewhere."""
        self.positions = positions
        for line in self._lines:
            line.set_positions(positions)

    def set_range(self, last: int) -> None:
        """Let it point at epochs 1 to `last`; 0: at none."""
        self._last = last
        if self.epoch is not None and self.epoch > last:
            self._kept = None
            self._move(None)

    def show_epoch(self, epoch: int) -> None:
        """Stand at an epoch and stay; one that does not exist hides it."""
        self._kept = epoch if 1 <= epoch <= self._last else None
        self._move(self._kept)

    def _move(self, epoch: int | None) -> bool:
        if epoch == self.epoch:
            return False
        self.epoch = epoch
        for line in self._lines:
            line.set_epoch(epoch)
        self.moved.emit()
        return True

    def _on_pointed(self, position: float) -> None:
        if self._last:
            epoch = max(1, min(epoch_of(self.positions, position), self._last))
            if self._move(epoch):
                self.chosen.emit(epoch)

    def _on_left(self) -> None:
        self._move(self._kept)

    def _on_key_pressed(self, key: Qt.Key) -> None:
        if key == Qt.Key.Key_Escape or not self._last:
            self.show_epoch(0)
            return
        at = self.epoch or self._last
        wanted = {
            Qt.Key.Key_Left: at - 1,
            Qt.Key.Key_Right: at + 1,
            Qt.Key.Key_Home: 1,
            Qt.Key.Key_End: self._last,
        }[key]
        epoch = max(1, min(wanted, self._last))
        self.show_epoch(epoch)
        self._plots[0].view.reveal(self.positions.at(epoch - 0.5), self.positions.at(epoch + 0.5))
        self.chosen.emit(epoch)
        self.stepped.emit()
