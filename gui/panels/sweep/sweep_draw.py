"""Which of a sweep's combinations become runs: all, or some that are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from gui.document.numbers import read_whole
from gui.widgets.labels import set_style
from gui.widgets.layouts import stack
from gui.widgets.quiet_combo_box import QuietComboBox
from training.experiment.sweep import SweepSettings

GRID, RANDOM = "every combination", "some, drawn at random"
FIRST_RUNS = 32
NUMBER_WIDTH = 64
NO_NUMBER = "This is not a whole number of at least {}."


class SweepDraw(QWidget):
    """A choice, and for a draw the number of runs and its seed."""

    changed = Signal()  # other settings, right or wrong

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = QuietComboBox(self)
        self.kind.addItems([GRID, RANDOM])
        self.kind.setObjectName("sweep.kind")
        self.kind.setAccessibleName("Which combinations become runs")
        self.runs = _number_line("sweep.runs", "Number of runs to draw", FIRST_RUNS)
        self.draw = _number_line("sweep.draw", "Seed of the draw", 0)
        self._numbers = QWidget(self)
        self._arrange()
        self._show_numbers()
        self.kind.activated.connect(self._on_changed)
        for line in (self.runs, self.draw):
            line.textEdited.connect(self._on_changed)

    @property
    def settings(self) -> dict[str, Any] | None:
        """Return the settings that are not at their default; None while a number is wrong."""
        if self.kind.currentText() == GRID:
            return {}
        runs, draw = _number(self.runs, 1), _number(self.draw, 0)
        return None if runs is None or draw is None else {"kind": "random", "runs": runs, "draw": draw}

    def show_settings(self, table: Mapping[str, Any]) -> None:
        """Show the settings of a `[sweep]` table."""
        settings = SweepSettings.model_validate({key: table[key] for key in SweepSettings.model_fields if key in table})
        self.kind.setCurrentText(GRID if settings.kind == "grid" else RANDOM)
        self.runs.setText(str(settings.runs or FIRST_RUNS))
        self.draw.setText(str(settings.draw))
        self._on_changed()

    def _on_changed(self) -> None:
        self._show_numbers()
        for line, least in ((self.runs, 1), (self.draw, 0)):
            wrong = _number(line, least) is None
            set_style(line, "invalid", wrong)
            line.setAccessibleDescription(NO_NUMBER.format(least) if wrong else "")
            line.setToolTip(line.accessibleDescription())
        self.changed.emit()

    def _show_numbers(self) -> None:
        self._numbers.setVisible(self.kind.currentText() == RANDOM)

    def _arrange(self) -> None:
        line = QHBoxLayout(self._numbers)
        line.setContentsMargins(0, 0, 0, 0)
        for words, editor in (("number of ru&ns", self.runs), ("se&ed", self.draw)):
            label = QLabel(words)
            label.setBuddy(editor)
            line.addWidget(label)
            line.addWidget(editor)
        line.addStretch(1)
        stack(self, (self.kind, self._numbers), 6)


def _number(line: QLineEdit, least: int) -> int | None:
    try:
        number = read_whole(line.text())
    except ValueError:
        return None
    return number if number >= least else None


def _number_line(name: str, accessible_name: str, number: int) -> QLineEdit:
    line = QLineEdit(str(number))
    line.setObjectName(name)
    line.setAccessibleName(accessible_name)
    line.setFixedWidth(NUMBER_WIDTH)
    return line
