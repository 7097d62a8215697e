"""The panels' buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget


def push_button(name: str, text: str, tip: str, parent: QWidget | None = None) -> QPushButton:
    """Return a button with its object name, its text, and a tip that a screen reader says, too."""
    button = QPushButton(text, parent)
    button.setObjectName(name)
    button.setAccessibleName(tip)
    button.setToolTip(tip)
    return button
