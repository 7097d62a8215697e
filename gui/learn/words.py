"""Labels of the ways of learning, all of plain text."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

MARGIN, SPACING = 16, 10
LARGER = 1.25  # times the window's font


def label(text: str = "", role: str = "", fixed: bool = False) -> QLabel:
    """Return a label that wraps; `fixed`: in letters of one width."""
    made = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    made.setProperty("role", role)
    flags = Qt.TextInteractionFlag
    made.setTextInteractionFlags(flags.TextSelectableByMouse)
    if fixed:
        made.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return made


def heading(text: str = "") -> QLabel:
    """Return a label in larger letters."""
    made = label(text, "title")
    font = made.font()
    font.setPointSizeF(font.pointSizeF() * LARGER)
    made.setFont(font)
    return made


def card(parts: Iterable[QWidget]) -> QFrame:
    """Return a card with these parts below one another."""
    frame = QFrame()
    frame.setProperty("role", "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(MARGIN, MARGIN - 4, MARGIN, MARGIN - 4)
    layout.setSpacing(SPACING)
    for part in parts:
        layout.addWidget(part)
    return frame
