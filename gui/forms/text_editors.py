"""Editors for what is typed: numbers, lists and texts, all in a line edit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QLineEdit, QWidget

from gui.forms.buttons import LinkButton
from gui.forms.fields import OFF, FormField, shown
from gui.numbers import (
    Separators,
    Unreadable,
    next_number,
    read_number,
    read_numbers,
    read_whole,
    read_wholes,
    show_number,
    tenfold,
)

UNDO_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
# direction, and whether the step is a long one
STEPS: dict[int, tuple[int, bool]] = {
    Qt.Key.Key_Up: (1, False),
    Qt.Key.Key_Down: (-1, False),
    Qt.Key.Key_PageUp: (1, True),
    Qt.Key.Key_PageDown: (-1, True),
}
UNIT_MARGIN = 8  # pixels beside the unit
LISTED_TEXT = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?:,|$)|([^",]*)(?:,|$)')
DATA_FILES = "Tables (*.csv *.tsv *.txt *.parquet *.pq);;All files (*)"


class DocumentLine(QLineEdit):
    """A line edit that leaves undo and redo to the document."""

    def event(self, event: QEvent) -> bool:
        """Let a menu's shortcut have the undo keys."""
        if event.type() == QEvent.Type.ShortcutOverride and is_undo(event):
            event.ignore()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the undo keys on to the form."""
        if is_undo(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


class TextEditor(DocumentLine):
    """A text, as it stands."""

    edited = Signal()

    def __init__(self, field: FormField, parent: QWidget) -> None:
        """Make an empty editor for the field."""
        super().__init__(parent)
        self.field = field
        self.extras: Sequence[QWidget] = ()
        if field.optional:
            self.setPlaceholderText(OFF)
        if field.unit:
            self._show_unit(field.unit)
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

    def _show_unit(self, unit: str) -> None:
        label = QLabel(unit, self)
        label.setProperty("role", "hint")
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, UNIT_MARGIN, 0)
        layout.addWidget(label, alignment=Qt.AlignmentFlag.AlignRight)
        self.setTextMargins(0, 0, label.sizeHint().width() + UNIT_MARGIN, 0)


class NumberEditor(TextEditor):
    """A number; the arrow keys change its leading digit, the page keys its power of ten."""

    def read(self, text: str) -> Any:
        """Return the number."""
        return read_number(text, self.separators())

    def show_value(self, value: Any) -> str:
        """Return the shortest text."""
        return show_number(value, self.separators()) if isinstance(value, float) else shown(value)

    def moved(self, value: Any, direction: int, far: bool) -> Any:
        """Return the number one step on."""
        step = tenfold if far else next_number
        return step(float(value), direction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step on the arrow and page keys, within the field's bounds."""
        step = STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        elif not isinstance(value := self.value(), str):
            self._step_to(self.field.clamped(self.moved(value or 0, *step)))

    def _step_to(self, value: Any) -> None:
        if value is not None:
            self.set_value(value)
            self.edited.emit()


class WholeEditor(NumberEditor):
    """A whole number; the arrow keys change it by 1, the page keys by 10."""

    def read(self, text: str) -> Any:
        """Return the whole number."""
        return read_whole(text, self.separators())

    def moved(self, value: Any, direction: int, far: bool) -> Any:
        """Return the number one step on."""
        return value + direction * (10 if far else 1)


class WholesEditor(TextEditor):
    """Whole numbers between commas or blanks."""

    def read(self, text: str) -> Any:
        """Return the whole numbers."""
        return read_wholes(text, self.separators())


class NumbersEditor(TextEditor):
    """Numbers between commas or blanks."""

    def read(self, text: str) -> Any:
        """Return the numbers."""
        return read_numbers(text, self.separators())


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


class PathEditor(TextEditor):
    """The path of a file, typed, chosen or dropped."""

    def __init__(self, field: FormField, parent: QWidget) -> None:
        """Make the line and the button that goes with it."""
        super().__init__(field, parent)
        button = LinkButton(parent)
        button.setText("Browse…")
        button.setAccessibleName("Browse for a data file")
        button.setToolTip("Choose the file in a dialog")
        button.clicked.connect(self._browse)
        self.extras = (button,)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept a file."""
        if _dropped_file(event):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the dropped file's path."""
        if path := _dropped_file(event):
            event.acceptProposedAction()
            self._take(path)
        else:
            super().dropEvent(event)

    def _browse(self) -> None:
        dialog = QFileDialog(self.window(), "Choose a data file", str(Path(self.text()).parent), DATA_FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take)
        dialog.open()

    def _take(self, path: str) -> None:
        self.set_value(path)
        self.edited.emit()


def is_undo(event: QEvent) -> bool:
    """Tell whether a key asks for undo or redo, which are the document's."""
    return isinstance(event, QKeyEvent) and any(event.matches(key) for key in UNDO_KEYS)


def _quoted(text: str) -> str:
    plain = text and text == text.strip() and not set(text) & set('",')
    return text if plain else '"' + text.replace('"', '""') + '"'


def _dropped_file(event: QDropEvent) -> str:
    return next((url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()), "")
