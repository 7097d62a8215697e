"""The head of a card: its title, and for a stage the choice of its kind and what that kind is."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.document import ExperimentDocument
from gui.forms.choice_editors import QuietComboBox
from gui.forms.fields import KINDS, first_line
from gui.forms.labels import NameLabel, NoteLabel, ProblemLabel

SPACING = 5  # pixels
# kinds whose name alone says too little
NAMES = {"None": "None (constant rate)"}


class Header(QWidget):
    """A title; there is nothing to choose."""

    def __init__(self, document: ExperimentDocument, stage: str, title: str, parent: QWidget) -> None:
        """Make the header of this stage's card."""
        super().__init__(parent)
        self._document, self._path = document, f"{stage}.kind"
        self.name = NameLabel(title, self, is_title=True)
        self._line = QHBoxLayout()
        self._line.setSpacing(SPACING)
        self._line.addWidget(self.name, alignment=Qt.AlignmentFlag.AlignLeft)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SPACING)
        self._rows.addLayout(self._line)

    @property
    def kind(self) -> str:
        """The stage's kind; none: empty."""
        return ""

    def refresh(self) -> None:
        """Show the document's kind."""

    def show_problem(self) -> None:
        """Say what is wrong with the choice, if anything."""

    def names(self) -> Iterator[NameLabel]:
        """Yield the name, where an access key can lead to something."""
        yield from ()

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits."""
        yield from ()


class KindHeader(Header):
    """Edits the kind of one stage."""

    def __init__(self, document: ExperimentDocument, stage: str, title: str, parent: QWidget) -> None:
        """Make the list of kinds and show the document's."""
        super().__init__(document, stage, title, parent)
        self._kinds = KINDS[stage]
        self._box = QuietComboBox(self)
        self._explanation = NoteLabel("hint", self)
        self._problem = ProblemLabel(self._box, f"Which kind of {stage} to use.", self)
        self.name.setBuddy(self._box)
        self._line.addWidget(self._box, 1)
        self._rows.addWidget(self._problem)
        self._rows.addWidget(self._explanation)
        self._fill_box()
        self.refresh()
        self.show_problem()
        self._box.activated.connect(self._on_activated)

    @property
    def kind(self) -> str:
        """The document's kind."""
        return self._document.value(self._path)

    def refresh(self) -> None:
        """Show the document's kind."""
        self._box.setCurrentIndex(self._box.findData(self.kind))
        self._explanation.say(first_line(self._kinds[self.kind]))

    def show_problem(self) -> None:
        """Say what is wrong with the choice, if anything."""
        self._problem.show_problem(self._document.problems.get(self._path, ""))

    def names(self) -> Iterator[NameLabel]:
        """Yield the name."""
        yield self.name

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield the list of kinds."""
        yield self._box

    def _fill_box(self) -> None:
        self._box.setObjectName(self._path)
        self._box.setAccessibleName(self._path.replace(".", " "))
        self._box.setToolTip(self._box.accessibleDescription())
        for kind, settings in self._kinds.items():
            self._box.addItem(NAMES.get(kind, kind), kind)
            self._box.setItemData(self._box.count() - 1, first_line(settings), Qt.ItemDataRole.ToolTipRole)

    def _on_activated(self, index: int) -> None:
        self._document.set_value(self._path, self._box.itemData(index))
