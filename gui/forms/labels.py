"""The labels of a form."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

LONG_WORD = re.compile(r"\S{20}")
BREAK_HERE = "\u200b"


class NoteLabel(QLabel):
    """Plain text that wraps, long words too; takes no room while it has nothing to say."""

    def __init__(self, role: str, parent: QWidget) -> None:
        """Make an empty note of this role: `hint`, `summary`, `error`."""
        super().__init__(parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def say(self, text: str) -> None:
        """Show the text; an empty one hides the label."""
        self.setText(LONG_WORD.sub(rf"\g<0>{BREAK_HERE}", text))
        self.setVisible(bool(text))


class ProblemLabel(NoteLabel):
    """What is wrong with an editor; the editor is marked, and tells a screen reader."""

    def __init__(self, editor: QWidget, help: str, parent: QWidget) -> None:
        """Watch over the editor, which is described by `help` while all is well."""
        super().__init__("error", parent)
        self._editor, self._help, self._message = editor, help, ""
        editor.setAccessibleDescription(help)

    def show_problem(self, message: str) -> None:
        """Show the message as a sentence; an empty one clears it."""
        if message == self._message:
            return
        self._message = message
        text = sentence(message)
        self.say(text)
        self._editor.setAccessibleDescription(f"{text}\n{self._help}".strip())
        self._editor.setProperty("invalid", bool(message))
        self._editor.style().unpolish(self._editor)
        self._editor.style().polish(self._editor)


def sentence(message: str) -> str:
    """Return the message with a capital letter and a full stop."""
    return f"{message[:1].upper()}{message[1:].rstrip('.')}." if message else ""
