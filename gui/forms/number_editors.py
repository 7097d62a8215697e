"""Editors for numbers; a single one steps on the arrow and page keys."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from gui.document.fields import shown
from gui.document.numbers import next_number, read_number, read_numbers, read_whole, read_wholes, show_number, tenfold
from gui.forms.text_editors import TextEditor

# direction, and whether the step is a long one
STEPS: dict[int, tuple[int, bool]] = {
    Qt.Key.Key_Up: (1, False),
    Qt.Key.Key_Down: (-1, False),
    Qt.Key.Key_PageUp: (1, True),
    Qt.Key.Key_PageDown: (-1, True),
}


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
        elif not isinstance(value := self.value(), str | tuple):
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


class GroupsEditor(NumberEditor):
    """A number for all parameter groups, or several between commas or blanks, one for each."""

    def read(self, text: str) -> Any:
        """Return the number, or all of them where there are several."""
        numbers = read_numbers(text, self.separators())
        return numbers[0] if len(numbers) == 1 else numbers
