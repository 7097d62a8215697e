"""A list of choices that leaves the wheel and the undo keys to the form around it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from gui.widgets.buttons import CHEVRON, draw_chevron
from gui.widgets.document_line import is_undo

SHORTEST = 6  # characters that a list keeps room for, however narrow the form


class QuietComboBox(QComboBox):
    """A list that the mouse wheel scrolls past, and that may be narrower than its longest entry."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(SHORTEST)

    def setAccessibleName(self, name: str) -> None:
        """Name the list that opens and the line that is typed in, too."""
        super().setAccessibleName(name)
        for part in filter(None, (self.view(), self.lineEdit())):
            part.setAccessibleName(name)
            part.setAccessibleDescription("The values to choose from.")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the list's arrow, which a style sheet leaves out."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        draw_chevron(painter, QPointF(self.width() - 2 * CHEVRON, self.height() / 2), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the undo keys on to the form; others search the list."""
        if is_undo(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form around."""
        event.ignore()


def combo_box(name: str, accessible_name: str, texts: Sequence[str], parent: QWidget) -> QuietComboBox:
    """Return a list of these texts, as wide as the longest."""
    box = QuietComboBox(parent)
    box.setObjectName(name)
    box.setAccessibleName(accessible_name)
    box.addItems(list(texts))
    box.setMinimumContentsLength(len(max(texts, key=len)))
    return box
