"""The head of a stage's card: its number and name, the choice of its kind, and what that kind is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.document import ExperimentDocument
from gui.forms.choice_editors import QuietComboBox
from gui.forms.fields import KINDS, first_line
from gui.forms.labels import NoteLabel, ProblemLabel

SPACING = 6  # pixels
# kinds whose name alone says too little
NAMES = {"None": "None (constant rate)"}


def title_line(number: int, title: str) -> QHBoxLayout:
    """Return the line with a stage's number and name; the name is its second label."""
    line = QHBoxLayout()
    line.setSpacing(SPACING)
    for text, role in ((str(number), "hint"), (title, "title")):
        label = QLabel(text)
        label.setProperty("role", role)
        line.addWidget(label)
    return line


class KindHeader(QWidget):
    """Edits the kind of one stage."""

    def __init__(self, document: ExperimentDocument, stage: str, number: int, title: str, parent: QWidget) -> None:
        """Make the list of kinds and show the document's."""
        super().__init__(parent)
        self._document, self._path = document, f"{stage}.kind"
        self._kinds = KINDS[stage]
        self.box = self._kind_box(title)
        self._explanation = NoteLabel("hint", self)
        self._problem = ProblemLabel(self.box, f"Which kind of {title.lower()} to use.", self)
        self._lay_out(number, title)
        self.refresh()
        self.show_problem()
        self.box.activated.connect(self._on_activated)

    def refresh(self) -> None:
        """Show the document's kind."""
        kind = self._document.value(self._path)
        self.box.setCurrentIndex(self.box.findData(kind))
        self._explanation.say(first_line(self._kinds[kind]))

    def show_problem(self) -> None:
        """Say what is wrong with the choice, if anything."""
        self._problem.show_problem(self._document.problems.get(self._path, ""))

    def _kind_box(self, title: str) -> QuietComboBox:
        box = QuietComboBox(self)
        box.setObjectName(self._path)
        box.setAccessibleName(f"{title} kind")
        for kind, settings in self._kinds.items():
            box.addItem(NAMES.get(kind, kind), kind)
            box.setItemData(box.count() - 1, first_line(settings), Qt.ItemDataRole.ToolTipRole)
        box.setToolTip(f"Which kind of {title.lower()} to use.")
        return box

    def _lay_out(self, number: int, title: str) -> None:
        line = title_line(number, f"&{title}")
        line.addWidget(self.box, 1)
        title_label = line.itemAt(1).widget()
        title_label.setBuddy(self.box)  # type: ignore[attr-defined]
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACING)
        rows.addLayout(line)
        rows.addWidget(self._problem)
        rows.addWidget(self._explanation)

    def _on_activated(self, index: int) -> None:
        self._document.set_value(self._path, self.box.itemData(index))
