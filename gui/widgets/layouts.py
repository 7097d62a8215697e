"""How the parts of a form are put one below the other, and how they come and go."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget


def stack(widget: QWidget, parts: Iterable[QWidget], spacing: int) -> QVBoxLayout:
    """Lay the parts out one below the other, without margins."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        layout.addWidget(part)
    return layout


def settle(*widgets: QWidget) -> None:
    """Lay out at once, innermost first, or a frame would show new parts in the old places."""
    for widget in widgets:
        if layout := widget.layout():
            layout.activate()


def discard(widget: QWidget) -> None:
    """Delete a widget once nobody uses it: it may hold the key press that led here."""
    widget.hide()
    widget.setParent(None)
    QTimer.singleShot(0, lambda: widget.deleteLater())


def scrolled(part: QWidget, height: int) -> QScrollArea:
    """Return an area of this height, hidden, in which a part may grow; the Tab key goes to what is in it."""
    area, page = QScrollArea(widgetResizable=True), QWidget()
    stack(page, (part,), 0).addStretch()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    area.setFixedHeight(height)
    area.hide()
    return area
