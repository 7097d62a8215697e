"""Labels of the ways of learning, whose text can be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gui.widgets.labels import plain_label

LARGER = 1.25  # times the window's font


def label(text: str = "", role: str = "", fixed: bool = False) -> QLabel:
    """Return a label that wraps; `fixed`: in letters of one width."""
    made = plain_label(text, role, fixed)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def heading(text: str = "") -> QLabel:
    """Return a label in larger letters."""
    made = label(text, "title")
    font = made.font()
    font.setPointSizeF(font.pointSizeF() * LARGER)
    made.setFont(font)
    return made
