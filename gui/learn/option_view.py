"""One option of a question: to be chosen, and then what really became of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QCheckBox, QRadioButton, QWidget

from gui.learn.words import label
from gui.widgets.labels import set_style
from gui.widgets.layouts import stack

if TYPE_CHECKING:
    from training.practice.question import Option

INDENT = 26  # pixels


class OptionView(QWidget):
    """A button with the option's text or code; below it, after the check, the verdict."""

    def __init__(self, key: str, option: Option, several: bool) -> None:
        super().__init__()
        self.key, self._note = key, option.note  # the letter that chooses it
        text = "\n".join(filter(None, (option.text, option.code.strip("\n"))))
        shown = f"{key}   {text}".replace("&", "&&").replace("\n", "\n      ")
        self.button = QCheckBox(shown) if several else QRadioButton(shown)
        self.button.setObjectName(f"learn.option.{key}")
        self.button.setAccessibleName(f"{key}: {text}")
        if option.code:
            self.button.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._verdict, self._happened = label("", "title"), label("", "summary")
        stack(self, (self.button, self._verdict, self._happened), 2)
        for part in (self._verdict, self._happened):
            part.setContentsMargins(INDENT, 0, 0, 0)
            part.hide()

    def reveal(self, right: bool, happened: Iterable[str]) -> None:
        """Show whether it is right, and what happened when it was run."""
        mark = "✓ Right." if right else "✗ Wrong."
        self._verdict.setText(f"{mark} {self._note}".strip())
        set_style(self._verdict, "role", "title" if right else "error")
        text = "\n".join(happened)
        self._happened.setText(text)
        self._verdict.show()
        self._happened.setVisible(bool(text))
        self.button.setAccessibleDescription(f"{self._verdict.text()} {text}")
        self.button.setEnabled(False)
