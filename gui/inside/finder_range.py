"""Which rates the finder tries: from, to, and in how many batches."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.document.fields import FormField, same
from gui.document.numbers import Unreadable
from gui.forms.number_editors import NumberEditor, WholeEditor
from gui.widgets.labels import ProblemLabel
from training.experiment.settings import setting

EDITOR_WIDTH = 104  # pixels
SMALLEST, LARGEST = 1e-12, 1e4
FEWEST, MOST = 50, 3000  # batches: enough to smooth over, and quick to draw


class RateRange(NamedTuple):
    """The rates of a test, as `training.insight.rate_finder.Span` takes them; that would load torch."""

    lowest: float = 1e-6
    highest: float = 10.0
    batches: int = 600


START = RateRange()


class FinderRange(QWidget):
    """Edits a range.

    Signals:
        edited: a value was typed, good or not.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show the range to begin with."""
        super().__init__(parent)
        lowest = setting(help="The rate of the first batch.", ge=SMALLEST, le=LARGEST)
        highest = setting(help="The rate of the last batch.", ge=SMALLEST, le=LARGEST)
        batches = setting(help="One rate is tried in each.", unit="batches", ge=FEWEST, le=MOST)
        self.lowest = NumberEditor(_field("lowest", lowest, START.lowest), self)
        self.highest = NumberEditor(_field("highest", highest, START.highest), self)
        self.batches = WholeEditor(_field("batches", batches, START.batches), self)
        line = QHBoxLayout()
        for word, editor in (("From", self.lowest), ("to", self.highest), ("in", self.batches)):
            self._add(line, word, editor)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        self._problems = [ProblemLabel(editor, editor.field.help, self) for editor in self.editors]
        for problem in self._problems:
            layout.addWidget(problem)

    @property
    def value(self) -> RateRange | None:
        """Return the range; None while it is none."""
        return None if any(self._wrongs()) else RateRange(*(editor.value() for editor in self.editors))

    @property
    def editors(self) -> tuple[NumberEditor, NumberEditor, WholeEditor]:
        """The lowest and the highest rate, and how many batches."""
        return self.lowest, self.highest, self.batches

    def _add(self, line: QHBoxLayout, word: str, editor: NumberEditor) -> None:
        field = editor.field
        editor.setObjectName(f"inside.finder.{field.name}")
        editor.setAccessibleName(f"{field.name} rate" if field.type is float else field.name)
        editor.setToolTip(field.help)
        editor.setFixedWidth(EDITOR_WIDTH)
        editor.set_value(field.default)
        editor.edited.connect(self._on_edited)
        label = QLabel(word)
        label.setBuddy(editor)
        line.addWidget(label)
        line.addWidget(editor)

    def _on_edited(self) -> None:
        for label, wrong in zip(self._problems, self._wrongs(), strict=True):
            label.show_problem(wrong)
        self.edited.emit()

    def _wrongs(self) -> list[str]:
        """Return what is wrong with each value; nothing with a good one."""
        wrongs = [_wrong(editor) for editor in self.editors]
        if not any(wrongs[:2]) and not self.lowest.value() < self.highest.value():
            wrongs[1] = f"the highest rate must be above the lowest, {self.lowest.text()}"
        return wrongs


def _field(name: str, info: object, default: float) -> FormField:
    info.annotation = type(default)  # type: ignore[attr-defined]
    return FormField(name, info, default)  # type: ignore[arg-type]


def _wrong(editor: NumberEditor) -> str:
    field, value = editor.field, editor.value()
    if isinstance(value, Unreadable):
        return value.reason or f"{value} is not {field.takes}"
    return "" if same(field.clamped(value), value) else f"{editor.text()} is not {field.takes}"
