"""Which rates the finder tries: from, to, and in how many batches."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from gui.document.fields import FormField, same
from gui.document.numbers import Unreadable
from gui.forms.number_editors import NumberEditor, WholeEditor
from gui.widgets.labels import ProblemLabel
from gui.widgets.layouts import row, stack
from training.experiment.settings import setting
from training.insight.rate_span import WHOLE, Span

EDITOR_WIDTH = 104  # pixels
SMALLEST, LARGEST = 1e-12, 1e4
FEWEST, MOST = 50, 3000  # batches: enough to smooth over, and quick to draw


class FinderRange(QWidget):
    """Edits a Span, from the whole one on."""

    edited = Signal()  # a value was typed, good or not

    def __init__(self) -> None:
        super().__init__()
        lowest = setting(help="The rate of the first batch.", ge=SMALLEST, le=LARGEST)
        highest = setting(help="The rate of the last batch.", ge=SMALLEST, le=LARGEST)
        batches = setting(help="One rate is tried in each.", unit="batches", ge=FEWEST, le=MOST)
        self.lowest = NumberEditor(_field("lowest", lowest, WHOLE.lowest), self)
        self.highest = NumberEditor(_field("highest", highest, WHOLE.highest), self)
        self.batches = WholeEditor(_field("batches", batches, WHOLE.batches), self)
        words = (("From", self.lowest), ("to", self.highest), ("in", self.batches))
        line = row(*(part for word, editor in words for part in (self._label(word, editor), editor)))
        self._problems = [ProblemLabel(editor, editor.field.help, self) for editor in self.editors]
        stack(self, (line, *self._problems))

    @property
    def value(self) -> Span | None:
        """Return the range; None while it is none."""
        return None if any(self._wrongs()) else Span(*(editor.value() for editor in self.editors))

    @property
    def editors(self) -> tuple[NumberEditor, NumberEditor, WholeEditor]:
        """The lowest and the highest rate, and how many batches."""
        return self.lowest, self.highest, self.batches

    def _label(self, word: str, editor: NumberEditor) -> QLabel:
        """Set up the editor, and return the label before it."""
        field = editor.field
        editor.setObjectName(f"inside.finder.{field.name}")
        editor.setAccessibleName(f"{field.name} rate" if field.type is float else field.name)
        editor.setToolTip(field.help)
        editor.setFixedWidth(EDITOR_WIDTH)
        editor.set_value(field.default)
        editor.edited.connect(self._on_edited)
        label = QLabel(word)
        label.setBuddy(editor)
        return label

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
