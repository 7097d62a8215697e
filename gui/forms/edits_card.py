"""What is changed by hand on the way, listed in the form; there is no card while nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gui.document.document import ExperimentDocument
from gui.document.fields import EDITS, shown
from gui.widgets.buttons import LinkButton
from gui.widgets.labels import NoteLabel, sentence
from gui.widgets.layouts import discard

MARGIN, SPACING = 12, 8  # pixels


class EditsCard(QFrame):
    """Says from which epoch on what is another, and takes it out."""

    def __init__(self, document: ExperimentDocument, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._document = document
        self._shown: tuple[dict[str, Any], ...] = ()
        self.buttons: list[LinkButton] = []
        title = NoteLabel("title", self)
        title.say("Changed by hand")
        self._problem = NoteLabel("error", self)
        self._lines = QWidget(self)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._layout.setSpacing(SPACING)
        for part in (title, self._lines, self._problem):
            self._layout.addWidget(part)
        document.experiment_changed.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Show the document's edits, and what is wrong with them."""
        edits, problems = self._document.value(EDITS), self._document.problems
        if edits != self._shown:
            self._shown = edits
            self._list(edits)
        self._problem.say(" ".join(sentence(text) for path, text in problems.items() if path.startswith(EDITS)))
        self.setVisible(bool(edits))

    def _list(self, edits: tuple[dict[str, Any], ...]) -> None:
        old, self._lines = self._lines, QWidget(self)
        rows = QVBoxLayout(self._lines)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACING // 2)
        self.buttons = []
        for index, edit in enumerate(edits):
            rows.addLayout(self._row(index, edit))
        self._layout.replaceWidget(old, self._lines)
        self._lines.show()
        discard(old)

    def _row(self, index: int, edit: dict[str, Any]) -> QHBoxLayout:
        text = f"From epoch {edit['epoch']:,}: {', '.join(_changes(edit))}"
        note = NoteLabel("summary", self._lines)
        note.say(text)
        button = LinkButton(self._lines)
        button.setText("Remove")
        button.setObjectName(f"{EDITS}[{index}].remove")
        button.setAccessibleName(f"Remove the change by hand. {text}")
        button.clicked.connect(partial(self._remove, index))
        self.buttons.append(button)
        row = QHBoxLayout()
        row.addWidget(note, 1)
        row.addWidget(button)
        return row

    def _remove(self, index: int) -> None:
        edits = self._document.value(EDITS)
        self._document.set_value(EDITS, (*edits[:index], *edits[index + 1 :]))


def _changes(edit: dict[str, Any]) -> Iterator[str]:
    """Yield what an edit changes, in words."""
    if edit.get("lr") is not None:
        yield f"rate {shown(edit['lr'])}"
    for stage in ("optimizer", "scheduler"):
        if table := edit.get(stage):
            yield f"{stage} {table['kind']}"
