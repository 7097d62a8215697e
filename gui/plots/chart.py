"""A chart of a few lines over anything, on the plots' own axes, that mouse and arrow keys read point by point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gui.plots.axes import EpochAxis
from gui.plots.chart_parts import ChartAxis, ChartLook, ChartMarks, Listed
from gui.plots.crosshair import CrosshairLine
from gui.plots.curve import Curve
from gui.plots.decimate import Column
from gui.plots.overlay import Hint
from gui.plots.plot import Plot
from gui.widgets.appearance import Appearance

STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
LEAST = 5e-324  # above 0; a rate may be as small
ROOM = 0.025  # of the width, left and right of points, so that the axis can name the ends


@dataclass(frozen=True, eq=False)
class ChartLine:
    """A line: its name, y at each x of the chart (NaN leaves a gap), colour by name or number, and which pattern."""

    name: str
    values: Column
    color: str | int
    pattern: int = 0
    width: float = 2.0
    stairs: bool = False  # each y lasts for 1 of x, from half before to half after


@dataclass(frozen=True, eq=False)
class Chart:
    """Lines over x; `marks` are upright lines with a word each; `read` says what stands at an index of x."""

    x: Column
    lines: Sequence[ChartLine]
    names: tuple[str, str]
    read: Callable[[int], str]
    log_x: bool = False
    between: tuple[float, float] | None = None  # the range of y; None: of the values
    marks: Sequence[tuple[float, str]] = field(default=())
    here: float | None = None  # where one is

    @property
    def range(self) -> tuple[float, float]:
        """Return the lowest and the highest y to show."""
        if self.between is not None:
            return self.between
        values = np.concatenate([line.values[np.isfinite(line.values)] for line in self.lines])
        return (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)

    @property
    def reach(self) -> float:
        """Return how far lines reach beyond the ends of x."""
        return 0.5 if any(line.stairs for line in self.lines) else 0.0


class ChartPlot(Plot):
    """Draws one chart, which does not move."""

    read = Signal(str)  # what stands under the mouse or the keyboard

    def __init__(self, name: str, title: str, hint: str, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(name, "", appearance, lowest=True)
        if parent is not None:
            self.setParent(parent)
        for part, suffix in ((self, ""), (self.viewport(), ".area")):
            part.setObjectName(f"{name}{suffix}")
            part.setAccessibleName(title)
        self.shown: Chart | None = None
        self._index: int | None = None
        self._said = hint
        self._marks, self._line, self._hint = ChartMarks(self.view), CrosshairLine(self.view), Hint(self.view, hint)
        for overlay in (self._marks, self._line, self._hint):
            self.add_overlay(overlay)
        self.view.setMouseEnabled(False, False)
        self.view.first_position = LEAST
        self.pointed.connect(self._on_pointed)
        self.key_pressed.connect(self._on_key_pressed)
        self.show_chart(None)

    def make_axis(self, *, labelled: bool) -> EpochAxis:
        """Return the axis below, which counts what the chart says."""
        return ChartAxis(self.view, labelled=labelled)

    def show_chart(self, chart: Chart | None) -> None:
        """Show another chart; None: none."""
        self.shown = chart = chart if chart is not None and len(chart.x) else None
        if chart is None or (self._index is not None and self._index >= len(chart.x)):
            self._go_to(None)
        description = self._said if chart is None else f"{chart.read(len(chart.x) - 1)} Arrow keys read it."
        self.setAccessibleDescription(description)
        self._hint.setVisible(chart is None)
        for part in (self.heading, self.value_axis, self.epoch_axis, self._marks):
            part.setVisible(chart is not None)
        for curve in self.curves:
            self.view.removeItem(curve)
        self.curves = [] if chart is None else [self._curve(chart, line) for line in chart.lines]
        if chart is not None:
            self._set_axes(chart)
        self.redraw()

    def _set_axes(self, chart: Chart) -> None:
        below, above = chart.names
        self.heading.set_text(above)
        self.epoch_axis.setLabel(below)
        self.set_log_epochs(chart.log_x)
        self._marks.set_marks(chart.marks, chart.here)
        self._line.set_positions(Listed(chart.x))
        ends = float(chart.x[0]) - chart.reach, float(chart.x[-1]) + chart.reach
        self.view.setXRange(*map(self.view.to_x, ends), padding=0.0 if chart.reach else ROOM)

    def _curve(self, chart: Chart, line: ChartLine) -> Curve:
        curve = Curve(lambda: line.values, self._look(line), marks_gaps=False)
        curve.positions = Listed(chart.x)
        curve.grow()
        self.view.addItem(curve, ignoreBounds=True)
        return curve

    def _look(self, line: ChartLine) -> ChartLook:
        return ChartLook(self.colors.named(line.color), stairs=line.stairs, line=line.pattern, width=line.width)

    def _restyle(self) -> None:
        super()._restyle()
        for curve, line in zip(self.curves, self.shown.lines if self.shown else (), strict=True):
            curve.set_look(self._look(line))
        self.style_curves()

    def fit(self, *, at_once: bool = False) -> None:
        """Show the chart's own range."""
        if self.shown is not None:
            self.view.fit_values(*self.shown.range)
        self._follow()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def _on_pointed(self, position: float) -> None:
        if self.shown is not None:
            distances = np.abs(self.view.xs(self.shown.x) - self.view.to_x(position))
            self._go_to(int(distances.argmin()))

    def _on_key_pressed(self, key: Qt.Key) -> None:
        if self.shown is None or key == Qt.Key.Key_Escape:
            self._go_to(None)
            return
        last = len(self.shown.x) - 1
        beside = 0 if self._index is None else self._index + STEPS.get(key, 0)
        self._go_to({Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}.get(key, min(max(beside, 0), last)))
        text = self.shown.read(self._index or 0)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _go_to(self, index: int | None) -> None:
        if index != self._index:
            self._index = index
            self._line.set_epoch(None if index is None else index + 1)
            if index is not None and self.shown is not None:
                self.read.emit(self.shown.read(index))
