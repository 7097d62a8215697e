"""A bar that says one thing and offers what can be done about it, without getting in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QWidget

from gui.widgets.labels import NoteLabel
from gui.widgets.push_button import push_button

SIDE, ABOVE = 10, 6  # pixels around the text


class InfoBar(QFrame):
    """A sentence and buttons, beside it or below it; takes no room while there is nothing to say."""

    def __init__(self, name: str, parent: QWidget, beside: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "card")
        self.words = NoteLabel("", self)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.addStretch(1)
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        layout = QBoxLayout(direction, self)
        layout.setContentsMargins(SIDE, ABOVE, ABOVE, ABOVE)
        layout.setSpacing(ABOVE)
        layout.addWidget(self.words, 1)
        layout.addLayout(self._buttons)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence; nothing hides the bar."""
        self.words.say(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def add_button(self, name: str, text: str, tip: str) -> QPushButton:
        """Add a button on the right."""
        button = push_button(name, text, tip, self)
        self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button
