"""Message boxes: plain text, never in the way of what runs, and gone once they are closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

Icon = QMessageBox.Icon


def message_box(window: QWidget, icon: Icon, text: str, details: str = "") -> QMessageBox:
    """Return a box over the window, to be opened; without a button of its own it has OK."""
    box = QMessageBox(icon, "Stepwell", text, QMessageBox.StandardButton.NoButton, window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(details)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box
