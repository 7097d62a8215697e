"""Thin lines through all plots where a run's rate changed."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui.plots.decimate import Column
from gui.plots.overlay import BELOW, Overlay
from gui.plots.view_box import EpochViewBox, Window
from gui.widgets.shades import translucent
from training.schedule.changes import changed

MOST_CHANGES = 40  # lines in view; more would hide the curves


def visible_changes(lr: Column, lr_after: Column, window: Window) -> list[int]:
    """Return the visible epochs after which the rate changes; none if there are too many to tell apart."""
    start, stop = window.rows(len(lr))
    epochs = np.flatnonzero(changed(lr[start : stop + 1], lr_after[start:stop])) + start + 1
    return epochs.tolist() if len(epochs) <= MOST_CHANGES else []


class ChangeLines(Overlay):
    """A line between the last epoch at the old rate and the first at the new."""

    def __init__(self, view: EpochViewBox) -> None:
        super().__init__(view, BELOW)
        self.epochs: list[int] = []

    def set_epochs(self, epochs: list[int]) -> None:
        """Mark the changes after these epochs."""
        if epochs != self.epochs:
            self.epochs = epochs
            self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the lines."""
        painter.setPen(QPen(translucent(self.colors.muted, 0.5), 1, Qt.PenStyle.DotLine))
        for epoch in self.epochs:
            x = round(self.pixel_x(epoch + 0.5)) + 0.5
            painter.drawLine(QPointF(x, 0), QPointF(x, self.view.height()))
