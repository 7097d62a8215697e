"""The labels of a form: names beside editors, and notes."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QWidget

LONG_WORD = re.compile(r"\S{20}(?=\S{4})")  # of one that is hardly longer, no letter stands alone
BREAK_HERE = "\u200b"
COLUMN = "clip_grad_norm"  # names take as much room as this one; longer ones break after an underscore


def plain_label(text: str = "", role: str = "", fixed: bool = False) -> QLabel:
    """Return a label of plain text that wraps; `fixed`: in letters of one width."""
    label = QLabel(text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setProperty("role", role)
    if fixed:
        label.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return label


class NameLabel(QLabel):
    """The name of what is edited beside it; all are of one width, so that the editors line up."""

    def __init__(self, name: str, parent: QWidget, is_title: bool = False) -> None:
        super().__init__(name.replace("_", f"_{BREAK_HERE}"), parent)
        self.access_key, self.is_title = "", is_title
        if is_title:
            self.setProperty("role", "title")
        self.setWordWrap(True)
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(f"{COLUMN} "))

    def take_access_key(self, free: set[str]) -> None:
        """Underline the first letter that is free, and take it out of `free`; keep the one it has."""
        name = "" if self.access_key else self.text()
        for place, letter in enumerate(name.upper()):
            if letter in free:
                free.remove(letter)
                self.access_key = letter
                self.setText(f"{name[:place]}&{name[place:]}")
                return


class NoteLabel(QLabel):
    """Plain text that wraps, long words too; takes no room while it has nothing to say."""

    def __init__(self, role: str, parent: QWidget) -> None:
        """Make an empty note of this role: `hint`, `summary`, `error`."""
        super().__init__(parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def say(self, text: str, role: str = "") -> None:
        """Show the text, in another role if given; an empty one hides the label."""
        self.setText(LONG_WORD.sub(rf"\g<0>{BREAK_HERE}", text))
        self.setVisible(bool(text))
        if role:
            set_style(self, "role", role)


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
        set_style(self._editor, "invalid", bool(message))


def sentence(message: str) -> str:
    """Return the message with a capital letter and a full stop."""
    return f"{message[:1].upper()}{message[1:].rstrip('.')}." if message else ""


def set_style(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, if it is another."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
