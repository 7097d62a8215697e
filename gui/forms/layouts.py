"""How the parts of a form are put one below the other, and how they come and go."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget


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
