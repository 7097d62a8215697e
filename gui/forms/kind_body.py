"""What the kind of a stage decides: its fields, and for a composition the schedulers inside it, to any depth."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.document.document import ExperimentDocument
from gui.document.fields import PARTS, fields_of
from gui.document.parts import Change
from gui.forms.field_list import FieldList
from gui.forms.field_row import FieldRow
from gui.forms.headers import KindHeader
from gui.forms.part_list import PartList
from gui.widgets.layouts import discard, settle, stack

SPACING = 8  # pixels


class KindBody(QWidget):
    """Edits the fields of a stage or part; they are made anew when its kind or the number of its parts changes."""

    focus_wanted = Signal(str)  # TOML path that the focus should go to

    def __init__(self, document: ExperimentDocument, stage: str, parent: QWidget) -> None:
        """Make the fields of the document's kind; stage `""` is the experiment's own fields."""
        super().__init__(parent)
        self._document, self._stage = document, stage
        self._parts: PartList | None = None
        self._content = self._make_content(unfolded=False)
        self._layout = stack(self, [self._content], SPACING)

    @property
    def rows(self) -> dict[str, FieldRow]:
        """The rows of the fields by TOML path, those of the parts after the own ones."""
        return self._fields.rows | (self._parts.rows if self._parts else {})

    @property
    def headers(self) -> dict[str, KindHeader]:
        """The headers of the parts, by the path of their table."""
        return self._parts.headers if self._parts else {}

    def rebuild(self) -> None:
        """Show the kinds that the document has now; what still fits stays."""
        if self._shape == self._documents_shape():
            self._fields.refresh_all()
            if self._parts:
                self._parts.rebuild()
        else:
            old, self._content = self._content, self._make_content(self._fields.unfolded)
            self._layout.replaceWidget(old, self._content)
            self._content.show()
            discard(old)
        settle(self._content, self)

    def refresh(self, path: str) -> None:
        """Show the document's value of one field, if it is here."""
        if path in self._fields.rows:
            self._fields.refresh(path)
        elif self._parts:
            self._parts.refresh(path)

    def show_problems(self) -> None:
        """Show what is wrong with each field."""
        self._fields.show_problems()
        if self._parts:
            self._parts.show_problems()

    def set_steps(self, steps: int, unit: str) -> None:
        """Show for how many steps (0: unknown) the scheduler is at work, and what they are: epochs or batches."""
        self._fields.set_step_unit(unit)
        if self._parts:
            self._parts.set_steps(steps, unit)

    def unfold(self, path: str) -> None:
        """Show a field or a part's kind, if it is here and folded away."""
        if path in self._fields.rows:
            self._fields.unfold(path)
        elif self._parts:
            self._parts.unfold(path)

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order."""
        if self._parts:
            yield from self._parts.picture.focus_chain()
        yield from self._fields.focus_chain()
        if self._parts:
            yield from self._parts.focus_chain()

    def _make_content(self, unfolded: bool) -> QWidget:
        content = QWidget(self)
        self._shape = kind, _ = self._documents_shape()
        name = self._stage or "training"
        self._fields = FieldList(self._document, fields_of(self._stage, kind), name, unfolded, content)
        self._parts = self._make_parts(content)
        composition = (self._parts.picture, self._fields, self._parts) if self._parts else (self._fields,)
        stack(content, composition, SPACING)
        return content

    def _make_parts(self, content: QWidget) -> PartList | None:
        if not self._shape[1]:
            return None
        opened = self._parts.opened if self._parts else {0}
        parts = PartList(self._document, self._stage, type(self), opened, content)
        parts.changes_wanted.connect(self._on_changes_wanted)
        parts.focus_wanted.connect(self.focus_wanted)
        return parts

    def _documents_shape(self) -> tuple[str, int]:
        """Return the kind and the number of parts."""
        table = self._document.value(self._stage) if self._stage else {"kind": ""}
        return table["kind"], len(table.get(PARTS, ()))

    def _on_changes_wanted(self, changes: list[Change], index: int) -> None:
        """Change the parts as one step of undo, and go to the one with this index."""
        self._document.apply((f"{self._stage}.{name}", value) for name, value in changes)
        if self._parts:
            self._parts.open_only(index)
        self.focus_wanted.emit(f"{self._stage}.{PARTS}[{index}].kind")
