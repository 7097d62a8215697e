"""Handles on the learning-rate plot that move the milestones of a schedule."""

from __future__ import annotations

from collections.abc import Callable

from pyqtgraph.GraphicsScene.mouseEvents import HoverEvent, MouseDragEvent
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.plots.overlay import ABOVE, Overlay
from gui.plots.plot import Plot
from gui.plots.positions import EPOCHS, Positions
from gui.plots.view_box import EpochViewBox

MOST_HANDLES = 40
TAG = QRectF(-16, 3, 32, 18)  # pixels, from the head of the line: the lower steps have their labels at its foot
GRIP = QRectF(-6, 0, 12, 0)  # the strip that takes the mouse, as high as the view


class Handle(Overlay):
    """A line with a tag that carries its milestone; it stands on the boundary between two epochs."""

    def __init__(self, view: EpochViewBox, dragged: Callable[[Handle, int, bool], None]) -> None:
        """Call `dragged` with the handle, the milestone under the mouse, and whether the drag is over."""
        super().__init__(view, ABOVE + 1)
        self.milestone = 0
        self._dragged = dragged
        self._held = False
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def move_to(self, milestone: int) -> None:
        """Stand between epoch `milestone` and the next."""
        self.milestone = milestone
        self.follow()

    def follow(self) -> None:
        """Stand at the right position for the view's range."""
        super().follow()
        self.setPos(round(self.pixel_x(self.milestone + 0.5)), 0)

    def hoverEvent(self, event: HoverEvent) -> None:
        """Light up, and ask for drags with the left button."""
        self._held = not event.isExit() and event.acceptDrags(Qt.MouseButton.LeftButton)
        self.update()

    def mouseDragEvent(self, event: MouseDragEvent) -> None:
        """Tell where the mouse drags it to."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        self._held = not event.isFinish()
        position = self.view.position_at(self.view.mapFromScene(event.scenePos()).x())
        self._dragged(self, round(self.positions.epoch_at(position) - 0.5), event.isFinish())

    def boundingRect(self) -> QRectF:
        """Return the line, its tag and its grip."""
        return GRIP.adjusted(0, 0, 0, self.view.height()) | TAG

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the line and the tag."""
        accent = QColor(self.colors.accent)
        painter.setPen(QPen(accent, 3 if self._held else 1))
        painter.drawLine(QPointF(0, 0), QPointF(0, self.view.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(accent)
        painter.drawRoundedRect(TAG, 5, 5)
        painter.setPen(QColor(self.colors.on_accent))
        painter.drawText(TAG, Qt.AlignmentFlag.AlignCenter, str(self.milestone))


class Milestones(QObject):
    """Keeps one handle for each milestone, in order; a drag cannot carry one past its neighbours."""

    changed = Signal(object)  # tuple[int, ...], while one is dragged
    dropped = Signal()

    def __init__(self, plot: Plot) -> None:
        super().__init__(plot)
        self.handles: list[Handle] = []
        self._plot = plot
        self._last = 1
        self._positions: Positions | None = EPOCHS

    def set_range(self, epochs: int) -> None:
        """Let milestones be dragged up to the last epoch."""
        self._last = max(1, epochs)

    def set_values(self, milestones: tuple[int, ...] | None) -> None:
        """Show these milestones; None, or too many to grasp: no handles."""
        wanted = sorted(milestones or ())
        if len(wanted) > MOST_HANDLES:
            wanted = []
        while len(self.handles) > len(wanted):
            self._plot.remove_overlay(self.handles.pop())
        while len(self.handles) < len(wanted):
            self.handles.append(Handle(self._plot.view, self._on_dragged))
            self._plot.add_overlay(self.handles[-1])
            self._stand(self.handles[-1])
        for handle, milestone in zip(self.handles, wanted, strict=True):
            handle.move_to(milestone)

    def set_positions(self, positions: Positions | None) -> None:
        """Stand where the plan's epochs lie; None: hide."""
        self._positions = positions
        for handle in self.handles:
            self._stand(handle)

    def _stand(self, handle: Handle) -> None:
        handle.setVisible(self._positions is not None)
        if self._positions is not None:
            handle.set_positions(self._positions)

    def _on_dragged(self, handle: Handle, milestone: int, finished: bool) -> None:
        index = self.handles.index(handle)
        lowest = self.handles[index - 1].milestone + 1 if index else 1
        highest = self.handles[index + 1].milestone - 1 if index + 1 < len(self.handles) else self._last
        milestone = max(lowest, min(milestone, highest))
        if milestone != handle.milestone and lowest <= highest:
            handle.move_to(milestone)
            self.changed.emit(tuple(each.milestone for each in self.handles))
        if finished:
            self.dropped.emit()
