"""How the parts of a form are put one below the other, and how they come and go."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

Part = QWidget | QLayout
CARD_SIDE, CARD_TOP, CARD_SPACING = 16, 12, 10


def stack(widget: QWidget, parts: Iterable[Part], spacing: int = -1) -> QVBoxLayout:
    """Lay the parts out one below the other, without margins; `spacing`: by the style where none is given."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    add_parts(layout, parts)
    return layout


def row(*parts: Part) -> QHBoxLayout:
    """Return the parts side by side, and on their right what room is left."""
    layout = QHBoxLayout()
    add_parts(layout, parts)
    layout.addStretch(1)
    return layout


def beside(first: QWidget, wide: QWidget) -> QHBoxLayout:
    """Return a widget, and on its right another one that takes what room is left."""
    layout = QHBoxLayout()
    layout.addWidget(first)
    layout.addWidget(wide, 1)
    return layout


def button_row(*buttons: QWidget, right: Iterable[QWidget] = ()) -> QWidget:
    """Return buttons side by side, as near to one another as the style has them, and others on the far right."""
    line = row(*buttons)
    add_parts(line, right)
    line.setContentsMargins(0, 0, 0, 0)
    widget = QWidget()
    widget.setLayout(line)
    return widget


def card(*parts: Part) -> QFrame:
    """Return a card with these parts below one another."""
    frame = QFrame()
    frame.setProperty("role", "card")
    stack(frame, parts, CARD_SPACING).setContentsMargins(CARD_SIDE, CARD_TOP, CARD_SIDE, CARD_TOP)
    return frame


def add_parts(layout: QBoxLayout, parts: Iterable[Part]) -> None:
    """Add widgets and layouts at the end."""
    for part in parts:
        if isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part)


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
