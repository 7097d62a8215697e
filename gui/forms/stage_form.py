"""The card of one stage: its kind, the fields of that kind, and what flows out of it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from gui.document import ExperimentDocument
from gui.forms.field_list import FieldList
from gui.forms.field_row import FieldRow
from gui.forms.fields import KINDS, fields_of
from gui.forms.kind_header import KindHeader, title_line
from gui.forms.labels import NoteLabel

MARGIN, SPACING = 12, 8  # pixels


class StageForm(QFrame):
    """Edits one stage of the document; stage `""` is the experiment's own fields."""

    def __init__(self, document: ExperimentDocument, stage: str, number: int, title: str, parent: QWidget) -> None:
        """Make the card with the fields of the document's kind."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self._document, self._stage, self._title = document, stage, title
        self._header = KindHeader(document, stage, number, title, self) if stage in KINDS else None
        self._fields = self._make_fields(unfolded=False)
        self._summary = NoteLabel("summary", self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._layout.setSpacing(SPACING)
        if self._header:
            self._layout.addWidget(self._header)
        else:
            self._layout.addLayout(line := title_line(number, title))
            line.addStretch(1)
        self._layout.addWidget(self._fields)
        self._layout.addWidget(self._summary)

    @property
    def rows(self) -> dict[str, FieldRow]:
        """The rows of the fields, by TOML path."""
        return self._fields.rows

    def rebuild(self) -> None:
        """Show the fields of the kind that the document has now; the focus stays in the card."""
        focused = self.focus_path()
        old, self._fields = self._fields, self._make_fields(self._fields.unfolded)
        self._layout.replaceWidget(old, self._fields)
        if self._header:
            self._header.refresh()
        if focused:
            self.reveal(focused)
        old.hide()
        old.setParent(None)
        old.deleteLater()

    def refresh(self, path: str) -> None:
        """Show the document's value of one field."""
        self._fields.refresh(path)

    def show_problems(self) -> None:
        """Show what is wrong with the kind and with each field."""
        if self._header:
            self._header.show_problem()
        self._fields.show_problems()

    def set_summary(self, text: str) -> None:
        """Show what flows out of the stage."""
        self._summary.say(text)

    def reveal(self, path: str) -> None:
        """Move the focus to a field; to the kind if there is no such field."""
        if path in self.rows:
            self._fields.reveal(path)
        elif self._header:
            self._header.box.setFocus()

    def focus_path(self) -> str:
        """Return the path of the field that has the focus, if one has."""
        widget = self.window().focusWidget()
        return next((path for path, row in self.rows.items() if widget and row.isAncestorOf(widget)), "")

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order."""
        if self._header:
            yield self._header.box
        yield from self._fields.focus_chain()

    def _make_fields(self, unfolded: bool) -> FieldList:
        kind = self._document.value(f"{self._stage}.kind") if self._header else ""
        return FieldList(self._document, fields_of(self._stage, kind), self._title, unfolded, self)
