"""A few lines of Python to read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit

from gui.widgets.appearance import Appearance
from gui.widgets.highlighter import PythonHighlighter

FRAME = 14  # pixels around the lines


class SnippetView(QPlainTextEdit):
    """As high as its lines; scrolls across, never up and down."""

    def __init__(self, name: str, appearance: Appearance) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName("Python code")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._highlighter = PythonHighlighter(self.document(), appearance)
        self.hide()

    def show_code(self, code: str) -> None:
        """Show these lines; none hides it."""
        text = code.strip("\n")
        self.setPlainText(text)
        lines, bar = text.count("\n") + 1, self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + FRAME + bar)
        self.setVisible(bool(text))
