"""The schedulers of a composition as a picture of named boxes; lanes when all are at work at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from gui.document.fields import PARTS
from gui.document.parts import Table
from gui.widgets.shades import mixed
from gui.widgets.theme import RUN_COLORS

LANE, GAP, EDGE = 22, 3, 3  # heights in pixels: of a lane, between lanes, of the colour's edge
RADIUS, MARGIN = 4.0, 8  # pixels
FAINT, FULL = 0.16, 0.38  # share of the colour in a segment: folded, unfolded


def part_color(number: int, palette: QPalette) -> QColor:
    """Return the colour of a composition's part, counted from 0, on this palette's ground."""
    dark = palette.color(QPalette.ColorRole.Base).lightnessF() < 0.5
    return QColor(RUN_COLORS[number % len(RUN_COLORS)][dark])


class PartsPicture(QWidget):
    """One named box for each part; a click chooses the part."""

    part_clicked = Signal(int)

    def __init__(self, name: str, parent: QWidget) -> None:
        """Make an empty picture; `name` is the scheduler's."""
        super().__init__(parent)
        self._kinds: Sequence[str] = ()
        self._open: Collection[int] = ()
        self.setAccessibleName(f"Time line of {name}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_table(self, table: Table, end: int, unit: str) -> None:
        """Show the parts of a composition that is at work for `end` steps (0: unknown), counted in `unit`."""
        self._kinds = [part["kind"] for part in table[PARTS]]
        self.setAccessibleDescription("; ".join(map(self.words, range(len(self._kinds)))))
        self.updateGeometry()
        self.update()

    def show_open(self, parts: Collection[int]) -> None:
        """Mark the parts that are unfolded."""
        self._open = parts
        self.update()

    def boxes(self) -> list[QRectF]:
        """Return the box of each part, in pixels."""
        raise NotImplementedError

    def words(self, index: int) -> str:
        """Return what a part is and when it is at work."""
        raise NotImplementedError

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order."""
        yield from ()

    def event(self, event: QEvent) -> bool:
        """Explain the part under the mouse."""
        if isinstance(event, QHelpEvent):
            index = self._part_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if index is None else self.words(index), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the part under the mouse."""
        index = self._part_at(event.position())
        if index is not None and event.button() is Qt.MouseButton.LeftButton:
            self.part_clicked.emit(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the parts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for outline in self._outlines():
            path = QPainterPath()
            path.addRoundedRect(outline, RADIUS, RADIUS)
            painter.setClipPath(path)
            for index, box in enumerate(self.boxes()):
                if outline.intersects(box):
                    self._draw_part(painter, index, box)
        painter.setClipping(False)

    def _outlines(self) -> list[QRectF]:
        return self.boxes()

    def _draw_part(self, painter: QPainter, index: int, box: QRectF) -> None:
        palette = self.palette()
        color, ground = part_color(index, palette), palette.color(QPalette.ColorRole.Base)
        share = FULL if index in self._open else FAINT
        painter.fillRect(box, QColor(mixed(color.name(), ground.name(), share)))
        painter.fillRect(QRectF(box.left(), box.bottom() - EDGE, box.width(), EDGE), color)
        room = box.adjusted(MARGIN, 0, 1 - MARGIN, -EDGE)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._label(index, int(room.width())))

    def _label(self, index: int, room: int) -> str:
        """Return number and kind as far as there is room, else the number, else nothing."""
        metrics, number = self.fontMetrics(), str(index + 1)
        text = metrics.elidedText(f"{number}  {self._kinds[index]}", Qt.TextElideMode.ElideRight, room)
        if len(text) > len(number) + 3:
            return text
        return number if metrics.horizontalAdvance(number) <= room else ""

    def _part_at(self, position: QPointF) -> int | None:
        return next((index for index, box in enumerate(self.boxes()) if box.contains(position)), None)


class Lanes(PartsPicture):
    """Parts that are at work all the time, one lane each."""

    def sizeHint(self) -> QSize:
        """Return the height of all lanes."""
        return QSize(0, len(self._kinds) * (LANE + GAP) - GAP)

    def minimumSizeHint(self) -> QSize:
        """Return the height of all lanes."""
        return self.sizeHint()

    def boxes(self) -> list[QRectF]:
        """Return the lanes."""
        return [QRectF(0, index * (LANE + GAP), self.width(), LANE) for index in range(len(self._kinds))]

    def words(self, index: int) -> str:
        """Return what a part is."""
        return f"{index + 1}: {self._kinds[index]}, all the time"
