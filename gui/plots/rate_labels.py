"""Small labels on the planned rate: what it becomes, and from which epoch on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.plots.overlay import ABOVE, Overlay
from gui.plots.positions import in_rows
from gui.plots.view_box import EpochViewBox
from training.schedule.explain import number

if TYPE_CHECKING:  # importing it at run time would load torch
    from training.schedule.preview import Schedule

MOST_LABELS = 8
INSET, LIFT = 7.0, 5.0  # pixels right of the step's start, and above its line


class RateLabels(Overlay):
    """Says `0.05 from epoch 6` at each step, shorter or not at all where there is no room."""

    def __init__(self, view: EpochViewBox) -> None:
        super().__init__(view, ABOVE)
        self._schedule: Schedule | None = None
        self._starts = np.empty(0, dtype=np.int64)

    def set_schedule(self, schedule: Schedule | None) -> None:
        """Label the steps of a plan."""
        self._schedule = schedule
        if schedule is not None:
            epochs = schedule.rates[0, :-1].reshape(-1, schedule.per_epoch)
            inside = (epochs != epochs[:, :1]).any()  # then no epoch's first rate stands for the whole of it
            starts = np.empty(0, dtype=np.int64) if inside else np.append(1, schedule.changes + 1)
            self._starts = starts[starts <= len(schedule.lr)]
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Write the labels that fit."""
        painter.setPen(QColor(self.colors.muted))
        metrics = QFontMetricsF(painter.font())
        for position, text in self.placed(metrics):
            painter.drawText(position, text)

    def placed(self, metrics: QFontMetricsF) -> list[tuple[QPointF, str]]:
        """Return the labels in view with the left end of their base lines, in pixels."""
        if self._schedule is None:
            return []
        window, width = in_rows(self.positions, self.view.shown()), self.view.width()
        begin = max(0, int(np.searchsorted(self._starts, window.first, side="right")) - 1)
        end = int(np.searchsorted(self._starts, window.last, side="right"))
        if end - begin > MOST_LABELS:
            return []
        shown = self._starts[begin:end].tolist()
        edges = [max(0.0, self.pixel_x(epoch - 0.5)) for epoch in shown] + [width]
        spans = zip(shown, edges, edges[1:], strict=False)
        rates = self._schedule.lr
        labels = [self._label(epoch, rates[epoch - 1], left, right, metrics) for epoch, left, right in spans]
        return [label for label in labels if label]

    def _label(
        self, epoch: int, rate: float, left: float, right: float, metrics: QFontMetricsF
    ) -> tuple[QPointF, str] | None:
        line = self.view.pixel_y(rate)
        if not 0 <= line <= self.view.height():
            return None
        base = line - LIFT if line - LIFT - metrics.ascent() > 0 else line + LIFT + metrics.ascent()
        for text in (f"{number(rate)} from epoch {self.appearance.shown(epoch)}", number(rate)):
            if metrics.horizontalAdvance(text) + 1.5 * INSET <= right - left:
                return QPointF(left + INSET, base), text
        return None
