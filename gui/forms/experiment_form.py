"""The experiment as a form: five cards, one for each stage of the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from string import ascii_uppercase

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui.document import ExperimentDocument
from gui.forms.choice_editors import SuggestionEditor
from gui.forms.editors import Editor
from gui.forms.labels import NoteLabel, sentence
from gui.forms.stage_form import StageForm

TITLES = {
    "data": "Data",
    "network": "Network",
    "optimizer": "Optimizer",
    "scheduler": "Scheduler",
    "": "Training",
}
MARGIN = 8  # pixels around the cards and between them


class ExperimentForm(QWidget):
    """Edits the document; stage `""` is the card of the experiment's own fields."""

    def __init__(self, document: ExperimentDocument, taken_keys: str = "", parent: QWidget | None = None) -> None:
        """Make the cards; `taken_keys` are the letters that the window's menus use as access keys."""
        super().__init__(parent)
        self._document = document
        self._taken_keys = set(taken_keys.upper())
        column = self._scrolled_column()
        self._problem = NoteLabel("error", column)
        self._cards = {
            stage: StageForm(document, stage, f"{number}  {title}", column)
            for number, (stage, title) in enumerate(TITLES.items(), start=1)
        }
        self._lay_out(column)
        self._give_access_keys()
        self._chain_focus()
        document.value_changed.connect(self._on_value_changed)
        document.kind_changed.connect(self._on_kind_changed)
        document.experiment_changed.connect(self._on_experiment_changed)

    def set_summary(self, stage: str, text: str, problem: bool = False) -> None:
        """Show what flows out of the stage, `800 × 10, 2 classes`, or the problem that keeps it back."""
        self._cards[stage].set_summary(text, problem)

    def set_choices(self, path: str, choices: Sequence[str]) -> None:
        """Offer texts for a field that takes any, such as the devices; no such field: nothing."""
        editor = self.editor(path)
        if isinstance(editor, SuggestionEditor):
            editor.set_choices(choices)

    def editor(self, path: str) -> Editor | None:
        """Return the field's editor; None where the present kind has no such field."""
        row = self._cards[_stage(path)].rows.get(path)
        return row.editor if row else None

    def reveal(self, path: str) -> None:
        """Move the focus to a field or kind, unfolded and scrolled into sight."""
        self._cards[_stage(path)].reveal(path)
        QTimer.singleShot(0, self._scroll_to_focus)  # once what was unfolded has its place

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo and redo edits of the document, wherever in the form the focus is."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._document.undo_stack.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._document.undo_stack.redo()
        else:
            super().keyPressEvent(event)

    def _scrolled_column(self) -> QWidget:
        """Return the widget for the cards, made first: a style sheet makes each change of parent dear."""
        self._scroll = scroll = QScrollArea(self)
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

    def _give_access_keys(self) -> None:
        """Give each label without an access key one that is left; titles choose first."""
        names = [name for card in self._cards.values() for name in card.names()]
        free = set(ascii_uppercase) - self._taken_keys - {name.access_key for name in names}
        for name in sorted(names, key=lambda name: not name.is_title):
            name.take_access_key(free)

    def _chain_focus(self) -> None:
        chain = [widget for card in self._cards.values() for widget in card.focus_chain()]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _scroll_to_focus(self) -> None:
        widget = self.focusWidget()
        if widget is not None:
            self._scroll.ensureWidgetVisible(widget)

    def _on_value_changed(self, path: str) -> None:
        self._cards[_stage(path)].refresh(path)

    def _on_kind_changed(self, stage: str) -> None:
        self._cards[stage].rebuild()
        self._give_access_keys()
        self._chain_focus()

    def _on_experiment_changed(self) -> None:
        for card in self._cards.values():
            card.show_problems()
        self._problem.say(sentence(self._document.problems.get("", "")))


def _stage(path: str) -> str:
    return path.rpartition(".")[0]
