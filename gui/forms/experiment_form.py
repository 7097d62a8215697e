"""The experiment as a form: five cards, one for each stage of the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from string import ascii_uppercase

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui.document import ExperimentDocument
from gui.forms.editors import Editor
from gui.forms.labels import NoteLabel, sentence
from gui.forms.stage_form import StageForm
from training.experiment.experiment import STAGES

TRAINING = "training"  # the card of the experiment's own fields
MARGIN = 8  # pixels around the cards and between them


class ExperimentForm(QWidget):
    """Edits the document; each card goes by its stage's name, that of the experiment's own fields by `training`."""

    def __init__(self, document: ExperimentDocument, taken_keys: str = "", parent: QWidget | None = None) -> None:
        """Make the cards; `taken_keys` are the letters that the window's menus use as access keys."""
        super().__init__(parent)
        self._document = document
        self._taken_keys = set(taken_keys.upper())
        column = self._scrolled_column()
        self._problem = NoteLabel("error", column)
        self._cards = {
            stage: StageForm(document, stage if stage in STAGES else "", number, stage.capitalize(), column)
            for number, stage in enumerate((*STAGES, TRAINING), start=1)
        }
        self._lay_out(column)
        for stage in self._cards:
            self._give_access_keys(stage)
        self._chain_focus()
        document.value_changed.connect(self._on_value_changed)
        document.kind_changed.connect(self._on_kind_changed)
        document.experiment_changed.connect(self._on_experiment_changed)

    def set_summary(self, stage: str, text: str) -> None:
        """Show what flows out of the stage, such as `800 × 10, 2 classes`."""
        self._cards[stage].set_summary(text)

    def set_choices(self, path: str, choices: Sequence[str]) -> None:
        """Offer texts for a field that takes any, such as the devices of this machine; does nothing without it."""
        if editor := self.editor(path):
            editor.set_choices(choices)  # type: ignore[union-attr]

    def editor(self, path: str) -> Editor | None:
        """Return the field's editor; None where the present kind has no such field."""
        row = self._cards[_card(path)].rows.get(path)
        return row.editor if row else None

    def reveal(self, path: str) -> None:
        """Move the focus to a field or kind, unfolded and scrolled into sight."""
        self._cards[_card(path)].reveal(path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo and redo edits of the document, wherever in the form the focus is."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._document.undo_stack.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._document.undo_stack.redo()
        else:
            super().keyPressEvent(event)

    def _scrolled_column(self) -> QWidget:
        """Return the widget for the cards; made before them, since a style sheet makes each change of parent dear."""
        scroll = QScrollArea(self)
        scroll.setWidget(column := QWidget(scroll))
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        return column

    def _lay_out(self, column: QWidget) -> None:
        layout = QVBoxLayout(column)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(MARGIN)
        layout.addWidget(self._problem)
        for card in self._cards.values():
            layout.addWidget(card)
        layout.addStretch(1)

    def _give_access_keys(self, stage: str) -> None:
        titles = {name[0].upper() for name in STAGES}
        others = {row.access_key for name, card in self._cards.items() if name != stage for row in card.rows.values()}
        free = set(ascii_uppercase) - titles - others - self._taken_keys
        for row in self._cards[stage].rows.values():
            row.take_access_key(free)

    def _chain_focus(self) -> None:
        chain = [widget for card in self._cards.values() for widget in card.focus_chain()]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _on_value_changed(self, path: str) -> None:
        self._cards[_card(path)].refresh(path)

    def _on_kind_changed(self, stage: str) -> None:
        self._cards[stage].rebuild()
        self._give_access_keys(stage)
        self._chain_focus()

    def _on_experiment_changed(self) -> None:
        for card in self._cards.values():
            card.show_problems()
        self._problem.say(sentence(self._document.problems.get("", "")))


def _card(path: str) -> str:
    return path.rpartition(".")[0] or TRAINING
