"""The editor for what is on or off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from gui.document.fields import FormField

WIDTH, HEIGHT = 30, 16  # pixels
KNOB = 4.5  # radius


class SwitchEditor(QCheckBox):
    """A switch, for an edit acts at once."""

    edited = Signal()

    def __init__(self, field: FormField, parent: QWidget) -> None:
        super().__init__(parent)
        self.extras: Sequence[QWidget] = ()
        self.clicked.connect(self.edited)

    def value(self) -> bool:
        """Tell whether it is on."""
        return self.isChecked()

    def set_value(self, value: Any) -> None:
        """Switch on for true only."""
        self.setChecked(value is True)

    def sizeHint(self) -> QSize:
        """Return the height of a line, and room for the ring around the focus."""
        return QSize(WIDTH + 4, max(HEIGHT + 4, round(self.fontMetrics().height() * 1.5)))

    def hitButton(self, position: QPoint) -> bool:
        """Take clicks on the switch only, not beside it."""
        return self._track().adjusted(-2, -2, 2, 2).contains(QPointF(position))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track and the knob, at the right when on."""
        on, track = self.isChecked(), self._track()
        role = QPalette.ColorRole
        ink = self.palette().color(role.Accent if on else role.PlaceholderText)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, 1.2))
        painter.setBrush(ink if on else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(track, HEIGHT / 2, HEIGHT / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(role.HighlightedText) if on else ink)
        side = track.right() - HEIGHT / 2 if on else track.left() + HEIGHT / 2
        painter.drawEllipse(QPointF(side, track.center().y()), KNOB, KNOB)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(role.Accent), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(track.adjusted(-2, -2, 2, 2), HEIGHT / 2 + 2, HEIGHT / 2 + 2)

    def _track(self) -> QRectF:
        return QRectF(2.5, (self.height() - HEIGHT) / 2 + 0.5, WIDTH - 1, HEIGHT - 1)
