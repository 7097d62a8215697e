"""Message boxes: plain text, never in the way of what runs, and gone once they are closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox, QWidget

Icon = QMessageBox.Icon


def name_buttons(box: QMessageBox | QDialogButtonBox, name: str) -> None:
    """Give each button of the box a name of its own, and its words to those who hear it."""
    for button in box.buttons():
        words = button.text().replace("&", "").rstrip("…")
        button.setObjectName(f"{name}.{words.lower().replace(' ', '_')}")
        button.setAccessibleName(words)


class MessageBox(QMessageBox):
    """Names its buttons when it is shown, for they come after it is made."""

    def showEvent(self, event: QShowEvent) -> None:
        """Name the buttons."""
        super().showEvent(event)
        name_buttons(self, "message")


def message_box(window: QWidget, icon: Icon, text: str, details: str = "") -> QMessageBox:
    """Return a box over the window, to be opened; without a button of its own it has OK."""
    box = MessageBox(icon, "Stepwell", text, QMessageBox.StandardButton.NoButton, window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(details)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box
