"""The experiment as a form: five cards, one for each stage of the pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from string import ascii_uppercase
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui.document.document import ExperimentDocument
from gui.document.fields import EDITS, card_of, root
from gui.forms.choice_editors import SuggestionEditor
from gui.forms.editors import Editor
from gui.forms.edits_card import EditsCard
from gui.forms.stage_form import StageForm
from gui.widgets.labels import NoteLabel, sentence

if TYPE_CHECKING:
    from training.schedule.pitfalls import Caution

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
        self._choices: dict[str, Sequence[str]] = {}
        self._cautions: tuple[Caution, ...] = ()
        self._batches = 0
        column = self._scrolled_column()
        self._problem = NoteLabel("error", column)
        self._cards = {
            stage: StageForm(document, stage, f"{number}  {title}", column)
            for number, (stage, title) in enumerate(TITLES.items(), start=1)
        }
        self._edits = EditsCard(document, column)
        self._lay_out(column)
        self._give_access_keys()
        self._chain_focus()
        self._show_steps()
        for card in self._cards.values():
            card.focus_wanted.connect(self.reveal)
        document.value_changed.connect(self._on_value_changed)
        document.kind_changed.connect(self._on_kind_changed)
        document.experiment_changed.connect(self._on_experiment_changed)

    def set_summary(self, stage: str, text: str, problem: bool = False) -> None:
        """Show what flows out of the stage, `800 × 10, 2 classes`, or the problem that keeps it back."""
        self._cards[stage].set_summary(text, problem)

    def set_choices(self, path: str, choices: Sequence[str]) -> None:
        """Offer texts for a field that takes any, such as the devices, whenever there is such a field."""
        self._choices[path] = choices
        self._offer_choices()

    def show_cautions(self, cautions: Iterable[Caution]) -> None:
        """Show the cautions about the experiment, each where its setting stands, in place of those before."""
        before, self._cautions = self._cautions, tuple(cautions)
        if self._cautions == before:
            return
        for card in self._cards.values():
            card.show_cautions([caution for caution in self._cautions if self._card_of(caution.path) is card])
        for path in {caution.path for caution in self._cautions if not caution.note} - {old.path for old in before}:
            self._card_of(path).unfold(path)
        self._chain_focus()

    def set_batches(self, batches: int) -> None:
        """Take the number of batches in an epoch, 0 while it is unknown: the time lines need it."""
        self._batches = batches
        self._show_steps()

    def editor(self, path: str) -> Editor | None:
        """Return the field's editor; None where the present kind has no such field."""
        row = self._card_of(path).rows.get(path)
        return row.editor if row else None

    def reveal(self, path: str) -> None:
        """Move the focus to a field or kind, unfolded and scrolled into sight."""
        self._card_of(path).reveal(path)
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
        layout.addWidget(self._edits)
        layout.addStretch(1)

    def _give_access_keys(self) -> None:
        """Give each label without an access key one that is left; titles choose first, parts of compositions last."""
        cards = self._cards.values()
        rows = sorted((row for card in cards for row in card.rows.values()), key=lambda row: row.field.depth)
        names = [*(title for card in cards for title in card.titles()), *(row.name for row in rows)]
        free = set(ascii_uppercase) - self._taken_keys - {name.access_key for name in names}
        for name in names:
            name.take_access_key(free)

    def _chain_focus(self) -> None:
        chain = [widget for card in self._cards.values() for widget in card.focus_chain()]
        chain += self._edits.buttons
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _offer_choices(self) -> None:
        for path, choices in self._choices.items():
            editor = self.editor(path)
            if isinstance(editor, SuggestionEditor):
                editor.set_choices(choices)

    def _scroll_to_focus(self) -> None:
        widget = self.focusWidget()
        if widget is not None:
            self._scroll.ensureWidgetVisible(widget)

    def _on_value_changed(self, path: str) -> None:
        self._card_of(path).refresh(path)

    def _on_kind_changed(self, stage: str) -> None:
        self.show_cautions(())  # they may be about fields that are gone
        self._cards[stage].rebuild()
        self._offer_choices()
        self._give_access_keys()
        self._chain_focus()

    def _on_experiment_changed(self) -> None:
        for card in self._cards.values():
            card.show_problems()
        self._show_steps()
        self._problem.say(sentence(self._document.problems.get("", "")))

    def _show_steps(self) -> None:
        unit = "batches" if self._document.steps_after_batch else "epochs"
        self._cards["scheduler"].set_steps(self._document.steps(self._batches), unit)

    def _card_of(self, path: str) -> StageForm:
        """Return the card that shows a field; what is about an edit stands with the training."""
        return self._cards["" if path.startswith(EDITS) else root(card_of(path))]
