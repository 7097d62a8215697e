"""The head of a card: its title, and for a stage the choice of its kind and what that kind is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui.document.document import ExperimentDocument
from gui.document.fields import first_line, kinds_of, root, spoken
from gui.forms.caution_label import CautionLabel
from gui.widgets.labels import NameLabel, NoteLabel, ProblemLabel
from gui.widgets.quiet_combo_box import QuietComboBox
from training.experiment.unusable import NOT_OFFERED

if TYPE_CHECKING:
    from training.schedule.pitfalls import Caution, Fix

SPACING = 5  # pixels
# kinds whose name alone says too little
NAMES = {"None": "None (constant rate)"}


class Header(QWidget):
    """A title; there is nothing to choose."""

    def __init__(self, document: ExperimentDocument, stage: str, title: str, parent: QWidget) -> None:
        """Make the header of this stage's card; without a title, only the choice."""
        super().__init__(parent)
        self._document, self._path = document, f"{stage}.kind"
        self.name = NameLabel(title, self, is_title=True)
        self.name.setVisible(bool(title))
        self._line = QHBoxLayout()
        self._line.setSpacing(SPACING)
        self._line.addWidget(self.name, alignment=Qt.AlignmentFlag.AlignLeft)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SPACING)
        self._cautions = CautionLabel(self)
        self._cautions.fix_wanted.connect(self._on_fix_wanted)
        self._rows.addLayout(self._line)
        self._rows.addWidget(self._cautions)

    def refresh(self) -> None:
        """Show the document's kind."""

    def show_problem(self) -> None:
        """Say what is wrong with the choice, if anything."""

    def show_cautions(self, cautions: Sequence[Caution]) -> None:
        """Show what to be warned of about the choice, or about the whole."""
        self._cautions.show_cautions(cautions)

    def names(self) -> Iterator[NameLabel]:
        """Yield the name, where an access key can lead to something."""
        yield from ()

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits."""
        yield from self._cautions.buttons()

    def _on_fix_wanted(self, fix: Fix) -> None:
        next(self.focus_chain()).setFocus()
        self._document.apply(fix.changes)


class KindHeader(Header):
    """Edits the kind of one stage."""

    def __init__(self, document: ExperimentDocument, stage: str, title: str, parent: QWidget) -> None:
        super().__init__(document, stage, title, parent)
        self._kinds = kinds_of(stage)
        self._brief = False
        self._box = QuietComboBox(self)
        self._explanation = NoteLabel("hint", self)
        self._problem = ProblemLabel(self._box, f"Which kind of {root(stage)} to use.", self)
        self.name.setBuddy(self._box)
        self._line.addWidget(self._box, 1)
        self._rows.insertWidget(1, self._problem)
        self._rows.insertWidget(2, self._explanation)
        self._fill_box()
        self.refresh()
        self.show_problem()
        self._box.activated.connect(self._on_activated)

    @property
    def line_height(self) -> int:
        """The height of the list of kinds, in pixels."""
        return self._box.sizeHint().height()

    def refresh(self) -> None:
        """Show the document's kind."""
        kind = self._document.value(self._path)
        self._box.setCurrentIndex(self._box.findData(kind))
        self._explanation.say("" if self._brief else first_line(self._kinds[kind]))

    def set_brief(self, brief: bool) -> None:
        """Leave the explanation of the kind out, or show it."""
        self._brief = brief
        self.refresh()

    def show_problem(self) -> None:
        """Say what is wrong with the choice, if anything."""
        self._problem.show_problem(self._document.problems.get(self._path, ""))

    def names(self) -> Iterator[NameLabel]:
        """Yield the name."""
        yield self.name

    def focus_chain(self) -> Iterator[QWidget]:
        """Yield what the Tab key visits."""
        yield self._box
        yield from super().focus_chain()

    def _fill_box(self) -> None:
        self._box.setObjectName(self._path)
        self._box.setAccessibleName(spoken(self._path))
        self._box.setToolTip(self._box.accessibleDescription())
        for kind, settings in self._kinds.items():
            self._box.addItem(NAMES.get(kind, kind), kind)
            self._box.setItemData(self._box.count() - 1, first_line(settings), Qt.ItemDataRole.ToolTipRole)
        for kind, reason in NOT_OFFERED.get(root(self._path), {}).items():
            self._add_unusable(kind, f"{kind} {reason}.")

    def _add_unusable(self, kind: str, reason: str) -> None:
        self._box.addItem(kind)
        model = self._box.model()
        index = model.index(self._box.count() - 1, 0)
        model.setData(index, reason, Qt.ItemDataRole.ToolTipRole)
        model.setData(index, reason, Qt.ItemDataRole.AccessibleDescriptionRole)
        model.item(index.row()).setEnabled(False)  # type: ignore[attr-defined]

    def _on_activated(self, index: int) -> None:
        self._document.set_value(self._path, self._box.itemData(index))
