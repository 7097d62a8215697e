"""The card of one stage: its kind, the fields of that kind, and what flows out of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from gui.document.document import ExperimentDocument
from gui.document.fields import KINDS
from gui.forms.field_row import FieldRow
from gui.forms.headers import Header, KindHeader
from gui.forms.kind_body import KindBody
from gui.widgets.labels import NameLabel, NoteLabel
from gui.widgets.layouts import settle, stack

if TYPE_CHECKING:
    from training.schedule.pitfalls import Caution

MARGIN, SPACING = 12, 8  # pixels


class StageForm(QFrame):
    """Edits one stage of the document; stage `""` is the experiment's own fields."""

    focus_wanted = Signal(str)  # TOML path that the focus should go to

    def __init__(self, document: ExperimentDocument, stage: str, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._stage, self._column = stage, parent
        self._header = (KindHeader if stage in KINDS else Header)(document, stage, title, self)
        self._body = KindBody(document, stage, self)
        self._body.focus_wanted.connect(self.focus_wanted)
        self._summary = NoteLabel("summary", self)
        layout = stack(self, (self._header, self._body, self._summary), SPACING)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)

    @property
    def rows(self) -> dict[str, FieldRow]:
        """The rows of the fields by TOML path, those of a composition's parts last."""
        return self._body.rows

    @property
    def headers(self) -> dict[str, Header]:
        """The header and those of a composition's parts, by the path of their table."""
        return {self._stage: self._header} | self._body.headers

    def titles(self) -> Iterator[NameLabel]:
        """Yield the title, where an access key can lead to something."""
        yield from self._header.names()

    def rebuild(self) -> None:
        """Show the fields of the kinds that the document has now; the focus stays in the card."""
        focused = self._focused_path()
        self._header.refresh()
        self._body.rebuild()
        if focused:
            self.reveal(focused)
        settle(self._header, self, self._column)

    def refresh(self, path: str) -> None:
        """Show the document's value of one field."""
        self._body.refresh(path)

    def show_problems(self) -> None:
        """Show what is wrong with the kind and with each field."""
        self._header.show_problem()
        self._body.show_problems()

    def set_summary(self, text: str, problem: bool) -> None:
        """Show what flows out of the stage, or why nothing does."""
        self._summary.say(text, "error" if problem else "summary")

    def set_steps(self, steps: int, unit: str) -> None:
        """Show for how many steps (0: unknown) the scheduler is at work, and what they are: epochs or batches."""
        self._body.set_steps(steps, unit)

    def show_cautions(self, cautions: Sequence[Caution]) -> None:
        """Show each caution at its field, else at the nearest kind, and those before no more."""
        found: dict[FieldRow | Header, list[Caution]] = {}
        for caution in cautions:
            found.setdefault(self.rows.get(caution.path) or self.header_of(caution.path), []).append(caution)
        parts: tuple[FieldRow | Header, ...] = (*self.rows.values(), *self.headers.values())
        for part in parts:
            part.show_cautions(found.get(part, ()))

    def unfold(self, path: str) -> None:
        """Show a field that is folded away."""
        self._body.unfold(path)

    def reveal(self, path: str) -> None:
        """Move the focus to a field, unfolded; to the nearest kind where there is no such field."""
        self.unfold(path)
        row = self.rows.get(path)
        target = row.editor if row else next(self.header_of(path).focus_chain(), None)
        if target:
            target.setFocus()

    def header_of(self, path: str) -> Header:
        """Return the nearest header above a path."""
        headers = self.headers
        while path and path not in headers:
            path = path.rpartition(".")[0]
        return headers.get(path, self._header)

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits, in order."""
        yield from self._header.focus_chain()
        yield from self._body.focus_chain()

    def _focused_path(self) -> str:
        """Return the field, or the kind of the part, that has the focus, if it is below the header."""
        widget = self.window().focusWidget()
        if widget is None or not self._body.isAncestorOf(widget):
            return ""
        parts: dict[str, QWidget] = self.rows | {f"{path}.kind": head for path, head in self.headers.items()}
        return next((path for path, part in parts.items() if part.isAncestorOf(widget)), f"{self._stage}.kind")
