"""The handle that moves one milestone of a time line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

WIDTH = 13  # pixels that the mouse can take hold of
GRIP = (5, 12)  # width and height in pixels
FAR = 10  # steps of the page keys
HELP = "Drag it, or press Left and Right; Page Up and Page Down move it by 10."
STEPS: dict[int, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: -FAR,
    Qt.Key.Key_PageUp: FAR,
}


class MilestoneHandle(QWidget):
    """A line with a grip between two segments, for the mouse and the keyboard."""

    dragged = Signal(float)  # to this x of the widget around it, in pixels
    stepped = Signal(int)  # by so many steps

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.held = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAccessibleDescription(HELP)
        self.setToolTip(HELP)

    def put(self, x: int, height: int) -> None:
        """Stand at this x of the widget around."""
        self.setGeometry(x - WIDTH // 2, 0, WIDTH, height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self.held = event.button() is Qt.MouseButton.LeftButton

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the mouse leads to."""
        if self.held:
            self.dragged.emit(self.mapToParent(event.position()).x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self.held = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step on the arrow and page keys."""
        if event.key() in STEPS:
            self.stepped.emit(STEPS[event.key()])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line and the grip, in the accent colour when it has the focus or the mouse."""
        role = QPalette.ColorRole
        lit = self.hasFocus() or self.held or self.underMouse()
        ink = self.palette().color(role.Accent if lit else role.Text)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QRectF(self.rect()).center()
        painter.fillRect(QRectF(middle.x() - 1, 0, 2, self.height()), ink)
        grip = QRectF(0, 0, *GRIP)
        grip.moveCenter(middle)
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(ink if self.hasFocus() or self.held else self.palette().color(role.Base))
        painter.drawRoundedRect(grip, 2.5, 2.5)
