"""The schedulers of a composition along the run; the milestones between them can be dragged."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.document.fields import shown
from gui.document.parts import Table, milestones_of
from gui.forms.milestone_handle import MilestoneHandle
from gui.forms.parts_picture import GAP, MARGIN, PartsPicture

BAR = 30  # height in pixels
VEIL = 0.7  # opacity of what veils the part that a run does not reach


class TimeLine(PartsPicture):
    """Parts one after another, with a handle on each milestone."""

    milestones_changed = Signal(tuple)

    def __init__(self, name: str, count: int, parent: QWidget) -> None:
        """Make an empty time line for so many parts; `name` is the scheduler's."""
        super().__init__(name, parent)
        self._name, self._unit = name, ""
        self._milestones: tuple[int, ...] | None = None
        self._end, self._scale = 0, 1
        self.handles = [self._make_handle(index) for index in range(count - 1)]

    def show_table(self, table: Table, end: int, unit: str) -> None:
        """Show the parts; the scale stays as it is while a milestone is dragged."""
        self._milestones, self._end, self._unit = milestones_of(table), end, unit
        last = self._milestones[-1] if self._milestones else 0
        if not any(handle.held for handle in self.handles):
            self._scale = end if end > last else last + max(1, last // 4)
        super().show_table(table, end, unit)
        self._put_handles()

    def sizeHint(self) -> QSize:
        """Return the height of the bar and of the numbers below it."""
        return QSize(0, BAR + GAP + self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Return the height of the bar and of the numbers below it."""
        return self.sizeHint()

    def boxes(self) -> list[QRectF]:
        """Return the segments; equal ones while the milestones are not sound."""
        count = len(self._kinds)
        bounds = [self.width() * index / max(1, count) for index in range(count + 1)]
        if self._milestones is not None:
            bounds = [self._x(step) for step in (0, *self._milestones, self._scale)]
        return [QRectF(start, 0, stop - start, BAR) for start, stop in pairwise(bounds)]

    def words(self, index: int) -> str:
        """Return what a part is and the steps that it is at work."""
        words = f"{index + 1}: {self._kinds[index]}"
        if self._milestones is None:
            return words
        bounds = (0, *self._milestones, self._end)
        start, stop = bounds[index] + 1, bounds[index + 1]
        if stop < start:
            return f"{words}, {self._unit} {start:,} and later"
        return f"{words}, {self._unit} {start:,} to {stop:,}"

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield the handles."""
        yield from self.handles

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the handles at their milestones."""
        self._put_handles()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the parts, and the numbers of their last steps below."""
        super().paintEvent(event)
        painter = QPainter(self)
        if self._milestones is not None and 0 < self._end < self._scale:
            self._draw_beyond(painter)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        for room, text in self._numbers():
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def _outlines(self) -> list[QRectF]:
        return [QRectF(0, 0, self.width(), BAR)]

    def _draw_beyond(self, painter: QPainter) -> None:
        """Veil what lies beyond the end of the run."""
        beyond = QRectF(self._x(self._end), 0, self.width(), BAR)
        veil = self.palette().color(QPalette.ColorRole.Base)
        veil.setAlphaF(VEIL)
        painter.fillRect(beyond, veil)

    def _numbers(self) -> Iterator[tuple[QRectF, str]]:
        """Yield box and text of the numbers that have room, the run's end first."""
        taken: list[QRectF] = []
        steps = (self._end, *self._milestones) if self._milestones is not None else ()
        for step in filter(None, steps):
            text = shown(step)
            width = self.fontMetrics().horizontalAdvance(text)
            left = min(max(0.0, self._x(step) - width / 2), self.width() - width)
            room = QRectF(left, BAR + GAP, width, self.fontMetrics().height())
            if not any(room.adjusted(-MARGIN, 0, MARGIN, 0).intersects(other) for other in taken):
                taken.append(room)
                yield room, text

    def _make_handle(self, index: int) -> MilestoneHandle:
        handle = MilestoneHandle(self)
        handle.setObjectName(f"milestone.{self._name}.{index + 1}")
        handle.dragged.connect(partial(self._on_dragged, index))
        handle.stepped.connect(partial(self._on_stepped, index))
        return handle

    def _put_handles(self) -> None:
        for handle in self.handles:
            handle.setVisible(self._milestones is not None)
        for number, (handle, step) in enumerate(zip(self.handles, self._milestones or (), strict=False), start=1):
            handle.put(round(self._x(step)), BAR)
            handle.setAccessibleName(f"Milestone {number} of {self._name}: {step:,} {self._unit} done")

    def _on_dragged(self, index: int, x: float) -> None:
        self._move(index, round(x / max(1, self.width()) * self._scale))

    def _on_stepped(self, index: int, steps: int) -> None:
        self._move(index, (self._milestones or ())[index] + steps)

    def _move(self, index: int, wanted: int) -> None:
        """Ask for a milestone elsewhere, between its neighbours and within the run."""
        milestones = self._milestones or ()
        step = milestones[index]
        lowest = milestones[index - 1] + 1 if index else 1
        highest = [*milestones, self._end or self._scale][index + 1] - 1
        moved = max(lowest, min(wanted, max(highest, step)))
        if moved != step:
            self.milestones_changed.emit((*milestones[:index], moved, *milestones[index + 1 :]))

    def _x(self, step: int) -> float:
        return self.width() * step / self._scale
