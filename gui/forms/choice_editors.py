"""Editors for what is chosen: one of a few, or a suggestion or a text of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from gui.forms.buttons import CHEVRON, draw_chevron
from gui.forms.document_line import DocumentLine, is_undo
from gui.forms.fields import FormField

SHORTEST = 6  # characters that a list keeps room for, however narrow the form


class QuietComboBox(QComboBox):
    """A list that the mouse wheel scrolls past, and that may be narrower than its longest entry."""

    def __init__(self, parent: QWidget) -> None:
        """Make an empty list."""
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(SHORTEST)

    def setAccessibleName(self, name: str) -> None:
        """Name the list that opens and the line that is typed in, too."""
        super().setAccessibleName(name)
        for part in filter(None, (self.view(), self.lineEdit())):
            part.setAccessibleName(name)
            part.setAccessibleDescription("The values to choose from.")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the list's arrow, which a style sheet leaves out."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        draw_chevron(painter, QPointF(self.width() - 2 * CHEVRON, self.height() / 2), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass the undo keys on to the form; others search the list."""
        if is_undo(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form around."""
        event.ignore()


class ChoiceEditor(QuietComboBox):
    """One of a few values."""

    edited = Signal()

    def __init__(self, field: FormField, parent: QWidget) -> None:
        """List the field's choices."""
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
        """Make an editor without suggestions."""
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
