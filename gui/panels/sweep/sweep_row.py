"""One setting that a sweep varies: which one, and the values to try."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLineEdit, QToolButton, QWidget

from gui.document.fields import FormField, spoken
from gui.document.numbers import Separators
from gui.document.sweep_values import read_values, write_values
from gui.widgets.labels import NoteLabel, ProblemLabel
from gui.widgets.layouts import stack
from gui.widgets.quiet_combo_box import QuietComboBox

EXAMPLES = "0.1, 0.5   or   0.1 … 0.9 in 5 steps   or   2..8"
HELP = "Values with commas between them; 2..8; 0.1 … 0.9 in 5 steps; or 0.001 … 0.1 in 5 steps, log."
NO_FIELD = "choose a setting of the experiment from the list"
GONE = "the experiment in the form has no {}; choose another setting, or remove this row"
BARE = "border: 0; padding: 0; background: transparent;"  # the list around it has frame and ground already
NAME_SHARE, VALUES_SHARE = 10, 11
LONGEST_ECHO = 60  # characters of the values that a range stands for


class SweepRow(QWidget):
    """A line with the field and its values, and below it what they are or what is wrong with them.

    Attributes:
        values: what is to be tried; None while it cannot be read.
    """

    changed = Signal()  # another field, or other values
    removed = Signal()  # the row is no longer wanted

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.values: list[Any] | None = None
        self._fields: Mapping[str, FormField] = {}
        self.name = QLineEdit(self)
        self.name.setPlaceholderText("setting")
        self.field = _field_box(self.name, self)
        self.text = QLineEdit(self)
        self.text.setPlaceholderText(EXAMPLES)
        self.remove = QToolButton(self)
        self.remove.setText("✕")
        self.problem = ProblemLabel(self.text, HELP, self)
        self.echo = NoteLabel("hint", self)
        self._arrange()
        self.field.currentTextChanged.connect(self._on_changed)
        self.text.textEdited.connect(self._on_changed)
        self.remove.clicked.connect(self.removed)

    @property
    def path(self) -> str:
        """Return the setting's TOML path, as it stands there."""
        return self.field.currentText().strip()

    def set_number(self, number: int) -> None:
        """Name the parts for code and for screen readers; rows count from 1."""
        for name, part, words in (
            ("field", self.field, "Setting that the sweep varies"),
            ("values", self.text, f"Values of {spoken(self.path) or 'the setting'}"),
            ("remove", self.remove, f"No longer vary {spoken(self.path) or 'this setting'}"),
        ):
            part.setObjectName(f"sweep.{name}.{number - 1}")
            part.setAccessibleName(f"{words}, row {number}")
        self.remove.setToolTip(f"No longer vary {self.path}" if self.path else "Remove this row")

    def set_fields(self, fields: Mapping[str, FormField]) -> None:
        """Offer these fields; the row keeps its own."""
        if self._fields.keys() != fields.keys():
            path = self.path
            blocked = self.field.blockSignals(True)
            self.field.clear()
            self.field.addItems(list(fields))
            self.field.setEditText(path)
            self.field.setCurrentIndex(self.field.findText(path))
            self.name.setCursorPosition(0)
            self.field.blockSignals(blocked)
        self._fields = fields
        self.check()

    def show_row(self, path: str, text: str) -> None:
        """Show this setting and these values."""
        blocked = self.field.blockSignals(True)
        self.field.setEditText(path)
        self.name.setCursorPosition(0)
        self.field.blockSignals(blocked)
        self.text.setText(text)
        self.check()

    def show_problem(self, message: str) -> None:
        """Say what is wrong with the values; empty: nothing."""
        self.problem.show_problem(message)
        self.echo.say("" if message else self._echo())

    def check(self) -> None:
        """Read the values, and say what is wrong with them."""
        self.values, message = None, ""
        field = self._fields.get(self.path)
        if field is None:
            message = GONE.format(self.path) if "." in self.path else NO_FIELD
        elif self.text.text().strip():
            try:
                self.values = read_values(field, self.text.text(), self._separators())
            except ValueError as error:
                message = str(error)
        self.show_problem(message)

    def _echo(self) -> str:
        """Return the values that a range stands for."""
        written = self.text.text()
        if self.values is None or not any(sign in written for sign in ("…", "..", " to ")):
            return ""
        text = write_values(self.values)
        return text if len(text) <= LONGEST_ECHO else f"{len(self.values)} values, {text[:LONGEST_ECHO]}…"

    def _separators(self) -> Separators:
        return Separators(self.locale().decimalPoint(), self.locale().groupSeparator())

    def _on_changed(self) -> None:
        self.check()
        self.changed.emit()

    def _arrange(self) -> None:
        line = QWidget(self)
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.field, NAME_SHARE)
        layout.addWidget(self.text, VALUES_SHARE)
        layout.addWidget(self.remove)
        stack(self, (line, self.echo, self.problem), 2)


def _field_box(line: QLineEdit, parent: QWidget) -> QComboBox:
    """Return a list of settings that a part of a name, typed into the line, searches."""
    box = QuietComboBox(parent)
    box.setEditable(True)
    line.setFrame(False)
    line.setStyleSheet(BARE)
    box.setLineEdit(line)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    completer = QCompleter(box.model(), box)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    box.setCompleter(completer)
    return box
