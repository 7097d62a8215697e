"""One compact line that says which colour is which run, and what dashes mean."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.widgets.appearance import Appearance

# pixels: to the first line sample, its length, from it to its text, and to the next sample
INSET, SAMPLE, GAP, APART = 10.0, 18.0, 6.0, 18.0
LONGEST_NAME = 180.0  # pixels; longer names end in an ellipsis


@dataclass(frozen=True)
class Entry:
    """A line sample with its text, which is plain text whatever it holds."""

    text: str
    color: str
    pattern: tuple[float, ...] = ()


class Legend(QWidget):
    """Paints as many entries as there is room for, then how many more there are."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self._appearance = appearance
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_entries(self, entries: list[Entry]) -> None:
        """Show these entries."""
        if entries != self.entries:
            self.entries = entries
            self.update()

    def fitting(self, metrics: QFontMetricsF) -> list[tuple[float, Entry]]:
        """Return the entries that fit, each with its left edge in pixels; the last may count the rest."""
        placed: list[tuple[float, Entry]] = []
        left = INSET
        for index, entry in enumerate(self.entries):
            text = metrics.elidedText(entry.text, Qt.TextElideMode.ElideRight, LONGEST_NAME)
            right = left + SAMPLE + GAP + metrics.horizontalAdvance(text)
            rest = len(self.entries) - index
            more = f"and {rest} more"
            room = self.width() - (APART + metrics.horizontalAdvance(more) if rest > 1 else 0)
            if right > room and placed:
                return [*placed, (left, Entry(more, ""))]
            placed.append((left, Entry(text, entry.color, entry.pattern)))
            left = right + APART
        return placed

    def sizeHint(self) -> QSize:
        """Return the height of one line of text."""
        return QSize(100, self.fontMetrics().height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw samples and texts."""
        painter = QPainter(self)
        metrics = QFontMetricsF(painter.font())
        middle = self.height() / 2
        base = middle + (metrics.ascent() - metrics.descent()) / 2
        for left, entry in self.fitting(metrics):
            if entry.color:
                pen = QPen(QColor(entry.color), 1 if entry.pattern else 2)
                if entry.pattern:
                    pen.setDashPattern(entry.pattern)
                painter.setPen(pen)
                painter.drawLine(QLineF(left, round(middle), left + SAMPLE, round(middle)))
                left += SAMPLE + GAP
            painter.setPen(QColor(self._appearance.colors.text))
            painter.drawText(QPointF(left, base), entry.text)
        painter.end()
