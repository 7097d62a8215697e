"""One row of a form: name, editor, the way back to the default, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from gui.document.document import ExperimentDocument
from gui.document.fields import FormField, same, spoken
from gui.forms.caution_label import CautionLabel
from gui.forms.editors import editor_for
from gui.forms.text_editors import TextEditor
from gui.widgets.buttons import ResetButton
from gui.widgets.labels import NameLabel, ProblemLabel

if TYPE_CHECKING:
    from training.schedule.pitfalls import Caution, Fix

GAP = 5  # pixels between an editor and what belongs to it
TIP_WIDTH = 60  # characters


class FieldRow(QWidget):
    """Edits one field of the document."""

    def __init__(self, document: ExperimentDocument, field: FormField, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self._document = document
        self.editor = editor_for(field, self)
        self.name = NameLabel(field.name, self)
        self._reset = ResetButton(self)
        self._reset.setObjectName(f"reset.{field.path}")
        self._problem = ProblemLabel(self.editor, field.help, self)
        self._cautions = CautionLabel(self)
        self._describe()
        self._lay_out()
        self.refresh()
        self.show_problem()
        self.editor.edited.connect(self._on_edited)
        self._reset.clicked.connect(self._on_reset)
        self._cautions.fix_wanted.connect(self._on_fix_wanted)

    @property
    def changed(self) -> bool:
        """Whether the value differs from the default."""
        return not self._document.is_default(self.field.path)

    @property
    def wrong(self) -> bool:
        """Whether there is a problem with the value."""
        return self.field.path in self._document.problems

    def refresh(self) -> None:
        """Show the document's value, unless the editor has it: what is being typed stays as it is."""
        value = self._document.value(self.field.path)
        if not same(self.editor.value(), value):
            self.editor.set_value(value)
        self._reset.setVisible(self.changed)

    def show_problem(self) -> None:
        """Say what is wrong with the value, if anything."""
        self._problem.show_problem(self._document.problems.get(self.field.path, ""))

    def show_cautions(self, cautions: Sequence[Caution]) -> None:
        """Show what to be warned of about the value."""
        self._cautions.show_cautions(cautions)

    def set_step_unit(self, unit: str) -> None:
        """Show what the scheduler's steps are, if the value counts them."""
        if self.field.counts_steps and isinstance(self.editor, TextEditor):
            self.editor.set_unit(unit)

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order."""
        yield from (self.editor, self._reset, *self.editor.extras, *self._cautions.buttons())

    def _describe(self) -> None:
        field, tip = self.field, "\n".join(fill(line, TIP_WIDTH) for line in self.field.help.split("\n"))
        self.editor.setObjectName(field.path)
        self.editor.setAccessibleName(spoken(field.path))
        self.editor.setToolTip(tip)
        self.name.setToolTip(tip)
        self.name.setBuddy(self.editor)
        self._reset.setToolTip(f"Back to {field.default_text}")
        self._reset.setAccessibleName(f"Reset {field.name} to {field.default_text}")

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.editor, 0, 1)
        grid.addWidget(self._reset, 0, 2)
        grid.setColumnStretch(1, 1)
        for extra in self.editor.extras:
            grid.addWidget(extra, grid.rowCount(), 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._problem, grid.rowCount(), 1, 1, 2)
        grid.addWidget(self._cautions, grid.rowCount(), 0, 1, 3)

    def _on_edited(self) -> None:
        self._document.set_value(self.field.path, self.editor.value())

    def _on_fix_wanted(self, fix: Fix) -> None:
        self.editor.setFocus()
        self._document.apply(fix.changes)

    def _on_reset(self) -> None:
        self.editor.setFocus()
        self._document.reset(self.field.path)
