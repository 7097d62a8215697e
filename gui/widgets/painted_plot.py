"""A picture that is painted at one go, by hand, and can be read by mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.widgets.appearance import Appearance

BEST_SIZE, LEAST_SIZE = QSize(360, 300), QSize(200, 180)
HINT_MARGIN = 24  # pixels


class PaintedPlot(QWidget):
    """Takes the keyboard, shows where it is, and stands for a hint as long as there is nothing to paint."""

    def __init__(
        self, name: str, accessible_name: str, hint: str, appearance: Appearance, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self._appearance, self._hint = appearance, hint
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setAccessibleDescription(hint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return BEST_SIZE

    def minimumSizeHint(self) -> QSize:
        """Return the least that can be read."""
        return LEAST_SIZE

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard has come here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is gone."""
        super().focusOutEvent(event)
        self.update()

    def announce(self, text: str) -> None:
        """Let a screen reader say it."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def begin_painting(self) -> QPainter:
        """Return a painter on an empty ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._appearance.colors.surface))
        return painter

    def paint_hint(self, painter: QPainter) -> None:
        """Write the hint in the middle."""
        painter.setPen(QColor(self._appearance.colors.muted))
        room = self.rect().adjusted(HINT_MARGIN, HINT_MARGIN, -HINT_MARGIN, -HINT_MARGIN)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)

    def paint_focus(self, painter: QPainter, area: QRectF | None = None, width: int = 1) -> None:
        """Draw a frame, around all or an area, while the keyboard is here."""
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._appearance.colors.accent), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area or QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def metrics(self) -> QFontMetricsF:
        """Return the measures of the font."""
        return QFontMetricsF(self.font())
