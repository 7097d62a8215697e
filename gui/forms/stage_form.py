"""The card of one stage: its kind, the fields of that kind, and what flows out of it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from gui.document import ExperimentDocument
from gui.forms.field_list import FieldList
from gui.forms.field_row import FieldRow
from gui.forms.fields import KINDS, fields_of
from gui.forms.headers import Header, KindHeader
from gui.forms.labels import NameLabel, NoteLabel

MARGIN, SPACING = 12, 8  # pixels


class StageForm(QFrame):
    """Edits one stage of the document; stage `""` is the experiment's own fields."""

    def __init__(self, document: ExperimentDocument, stage: str, title: str, parent: QWidget) -> None:
        """Make the card with the fields of the document's kind."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self._document, self._stage = document, stage
        self._header = (KindHeader if stage in KINDS else Header)(document, stage, title, self)
        self._fields = self._make_fields(unfolded=False)
        self._summary = NoteLabel("summary", self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._layout.setSpacing(SPACING)
        for widget in (self._header, self._fields, self._summary):
            self._layout.addWidget(widget)

    @property
    def rows(self) -> dict[str, FieldRow]:
        """The rows of the fields, by TOML path."""
        return self._fields.rows

    def names(self) -> Iterator[NameLabel]:
        """Yield the labels that may have an access key."""
        yield from self._header.names()
        yield from (row.name for row in self.rows.values())

    def rebuild(self) -> None:
        """Show the fields of the kind that the document has now; the focus stays in the card."""
        focused = self._focused_path()
        old, self._fields = self._fields, self._make_fields(self._fields.unfolded)
        self._layout.replaceWidget(old, self._fields)
        self._fields.show()
        self._header.refresh()
        if focused:
            self.reveal(focused)
        old.hide()
        old.setParent(None)
        QTimer.singleShot(0, lambda: old.deleteLater())  # kept until then: it may hold the key press that led here
        self._settle()

    def refresh(self, path: str) -> None:
        """Show the document's value of one field."""
        self._fields.refresh(path)

    def show_problems(self) -> None:
        """Show what is wrong with the kind and with each field."""
        self._header.show_problem()
        self._fields.show_problems()

    def set_summary(self, text: str, problem: bool) -> None:
        """Show what flows out of the stage, or why nothing does."""
        self._summary.say(text, "error" if problem else "summary")

    def reveal(self, path: str) -> None:
        """Move the focus to a field; to the kind where there is no such field."""
        if path in self.rows:
            self._fields.reveal(path)
        else:
            next(self.focus_chain()).setFocus()

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order."""
        yield from self._header.focus_chain()
        yield from self._fields.focus_chain()

    def _make_fields(self, unfolded: bool) -> FieldList:
        fields = fields_of(self._stage, self._header.kind)
        return FieldList(self._document, fields, self._stage or "training", unfolded, self)

    def _settle(self) -> None:
        """Lay everything out at once, innermost first, or a frame would show new fields in the old places."""
        for widget in (self._header, self._fields, self, self.parentWidget()):
            if widget and (layout := widget.layout()):
                layout.activate()

    def _focused_path(self) -> str:
        widget = self.window().focusWidget()
        return next((path for path, row in self.rows.items() if widget and row.isAncestorOf(widget)), "")
