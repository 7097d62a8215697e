"""The share of the epochs, or of the batches, at each rate, as bars."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.widgets.appearance import Appearance
from training.schedule.budget import Share
from training.schedule.explain import number

GAP, THICK, ROUND = 10, 8.0, 3.0  # pixels
DIGITS = 3


class ShareBars(QWidget):
    """One line for each rate or range of rates: the rate, a bar, the share."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._shares: list[tuple[str, float, str]] = []
        self.setAccessibleName("Share at each rate")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_shares(self, shares: Sequence[Share], steps: str) -> None:
        """Show these shares of the steps, epochs or batches, in this order."""
        self._shares = [(_rates(share), share.share, f"{share.share:.1%}") for share in shares]
        words_of_all = "; ".join(f"{words} of the {steps} at {rate}" for rate, _, words in self._shares)
        self.setAccessibleName(f"Share of the {steps} at each rate")
        self.setAccessibleDescription(words_of_all)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for all lines."""
        return QSize(200, len(self._shares) * self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        left = max((metrics.horizontalAdvance(rate) for rate, _, _ in self._shares), default=0) + GAP
        right = metrics.horizontalAdvance("100.0%") + GAP
        side = Qt.AlignmentFlag.AlignVCenter
        for index, (rate, share, words) in enumerate(self._shares):
            line = QRectF(0, index * self._line(), self.width(), self._line())
            painter.setPen(QColor(self._appearance.colors.text))
            painter.drawText(line, side | Qt.AlignmentFlag.AlignLeft, rate)
            painter.drawText(line, side | Qt.AlignmentFlag.AlignRight, words)
            painter.setPen(Qt.PenStyle.NoPen)
            room = QRectF(left, line.center().y() - THICK / 2, line.width() - left - right, THICK)
            painter.setBrush(QColor(self._appearance.colors.raised))
            painter.drawRoundedRect(room, ROUND, ROUND)
            painter.setBrush(QColor(self._appearance.colors.accent))
            painter.drawRoundedRect(
                QRectF(room.topLeft(), room.size()).adjusted(0, 0, (share - 1) * room.width(), 0), ROUND, ROUND
            )

    def _line(self) -> int:
        return self.fontMetrics().height() + 4


def _rates(share: Share) -> str:
    low, high = f"{share.low:.{DIGITS}g}", f"{share.high:.{DIGITS}g}"
    return number(share.high) if share.low == share.high or low == high else f"{low} to {high}"
