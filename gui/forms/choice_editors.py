"""Editors for what is chosen: one of a few, or a suggestion or a text of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from gui.document.fields import FormField
from gui.widgets.document_line import DocumentLine
from gui.widgets.quiet_combo_box import QuietComboBox


class ChoiceEditor(QuietComboBox):
    """One of a few values."""

    edited = Signal()

    def __init__(self, field: FormField, parent: QWidget) -> None:
        super().__init__(parent)
        self.extras: Sequence[QWidget] = ()
        self._choices = field.choices
        self.addItems([field.none if choice is None else str(choice) for choice in field.choices])
        self.activated.connect(self.edited)

    def value(self) -> Any:
        """Return the chosen value."""
        return self._choices[self.currentIndex()] if self.currentIndex() >= 0 else self.currentText()

    def set_value(self, value: Any) -> None:
        """Choose the value; one that is not offered leaves the list without a choice."""
        self.setCurrentIndex(self._choices.index(value) if value in self._choices else -1)


class SuggestionEditor(QuietComboBox):
    """A text, with some to choose from."""

    edited = Signal()

    def __init__(self, field: FormField, parent: QWidget) -> None:
        super().__init__(parent)
        self.extras: Sequence[QWidget] = ()
        self.setEditable(True)
        line = DocumentLine(self)
        line.textEdited.connect(self.edited)
        self.setLineEdit(line)
        self.setCompleter(None)  # type: ignore[arg-type]
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.activated.connect(self.edited)

    def value(self) -> str:
        """Return the text."""
        return self.currentText()

    def set_value(self, value: Any) -> None:
        """Show the text."""
        if value != self.currentText():
            self.setEditText(str(value))

    def set_choices(self, choices: Sequence[str]) -> None:
        """Offer these texts, and keep the one that stands there."""
        text = self.currentText()
        self.clear()
        self.addItems(choices)
        self.setEditText(text)
