"""Editors for what is typed: one text, or several with commas between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui.document.fields import FormField, shown
from gui.document.numbers import Separators, Unreadable
from gui.widgets.document_line import DocumentLine

UNIT_MARGIN = 8  # pixels beside the unit
LISTED_TEXT = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?:,|$)|([^",]*)(?:,|$)')


class TextEditor(DocumentLine):
    """A text, as it stands."""

    edited = Signal()

    def __init__(self, field: FormField, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.extras: Sequence[QWidget] = ()
        if field.optional:
            self.setPlaceholderText(field.none)
        if field.unit:
            self._unit = self._make_unit()
            self.set_unit(field.unit)
        self.textEdited.connect(self.edited)
        self.editingFinished.connect(self._tidy)

    def value(self) -> Any:
        """Return the value, or the text as an Unreadable."""
        text = self.text()
        if self.field.optional and not text.strip():
            return None
        try:
            return self.read(text)
        except ValueError as error:
            return Unreadable(text, str(error) or ("" if text.strip() else f"give {self.field.takes}"))

    def set_value(self, value: Any) -> None:
        """Show a value, or a text that is none."""
        text = value if isinstance(value, str) else self.show_value(value)
        if text != self.text():
            self.setText(text)

    def set_unit(self, unit: str) -> None:
        """Show what the value counts, in an editor whose field has a unit."""
        self._unit.setText(unit)
        self.setTextMargins(0, 0, self._unit.sizeHint().width() + UNIT_MARGIN, 0)

    def read(self, text: str) -> Any:
        """Return the text's value; raises ValueError."""
        return text

    def show_value(self, value: Any) -> str:
        """Return the text for a value."""
        return shown(value)

    def separators(self) -> Separators:
        """Return the characters that the user's locale puts into numbers."""
        return Separators(self.locale().decimalPoint(), self.locale().groupSeparator())

    def _tidy(self) -> None:
        self.set_value(self.value())

    def _make_unit(self) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", "hint")
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, UNIT_MARGIN, 0)
        layout.addWidget(label, alignment=Qt.AlignmentFlag.AlignRight)
        return label


class TextsEditor(TextEditor):
    """Texts between commas; one with a comma of its own stands in quotes."""

    def read(self, text: str) -> Any:
        """Return the texts."""
        if not re.fullmatch(f"(?:{LISTED_TEXT.pattern})*", text):
            raise ValueError('each quotation mark needs its partner, as in "a, b", c')
        found = [
            plain.strip() if quoted is None else quoted.replace('""', '"')
            for quoted, plain in map(re.Match.groups, LISTED_TEXT.finditer(text))
            if quoted is not None or plain.strip()
        ]
        return tuple(found)

    def show_value(self, value: Any) -> str:
        """Return the texts with commas between them."""
        return ", ".join(map(_quoted, value)) if isinstance(value, tuple) else shown(value)


def _quoted(text: str) -> str:
    plain = text and text == text.strip() and not set(text) & set('",')
    return text if plain else '"' + text.replace('"', '""') + '"'
