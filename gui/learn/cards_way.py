"""Flash cards: a term, its meaning when the card is turned, and the run that shows it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent

from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.snippet_view import SnippetView
from gui.learn.teacher import Teacher
from gui.learn.way import Way
from gui.learn.words import heading, label
from gui.widgets.appearance import Appearance
from gui.widgets.layouts import button_row, card
from gui.widgets.push_button import push_button
from training.practice.cards import due

if TYPE_CHECKING:
    from collections.abc import Iterator

    from training.practice.cards import Card
    from training.practice.checker import Answer, Checker


class CardsWay(Way):
    """Shows the cards that are due, one at a time; Space turns, 1 and 2 say whether it was known."""

    def __init__(
        self, cards: tuple[Card, ...], teacher: Teacher, keeper: ProgressKeeper, appearance: Appearance
    ) -> None:
        super().__init__()
        self._cards, self._keeper = cards, keeper
        self._card: Card | None = None
        self._about, self._front, self._back = label("", "summary"), heading(), label()
        self._code, self._happened = SnippetView("learn.cards.code", appearance), label("", "summary")
        self.turn = push_button("learn.cards.turn", "Turn over", "Show the other side (Space)")
        self.known = push_button("learn.cards.known", "I knew it", "Show this card again in some days (1)")
        self.unknown = push_button("learn.cards.unknown", "Not yet", "Show this card again soon (2)")
        buttons = button_row(self.turn, self.known, self.unknown)
        self.arrange(card(self._about, self._front, self._back, self._code, self._happened, buttons))
        self._asker = teacher.asker("learn.cards", self)
        self._asker.answered.connect(self._on_shown)
        self.turn.clicked.connect(self._turn)
        self.known.clicked.connect(lambda: self._answer(True))
        self.unknown.clicked.connect(lambda: self._answer(False))

    def begin(self) -> None:
        """Show the next card that is due."""
        waiting = due(self._cards, self._keeper.progress.cards, date.today())
        self._card = waiting[0] if waiting else None
        due_count = f"{len(waiting)} of {len(self._cards)} cards are due today"
        self._about.setText(due_count if waiting else "No card is due today")
        self._front.setText(self._card.front if self._card else "Come back tomorrow; what you knew waits longer.")
        for part in (self._back, self._code, self._happened, self.known, self.unknown):
            part.hide()
        self.turn.setVisible(self._card is not None)
        self.turn.setFocus()

    def done(self) -> str:
        """Return how far one has come."""
        boxes = self._keeper.progress.cards
        known = sum(card.id in boxes and boxes[card.id].box > 0 for card in self._cards)
        return f"{known} of {len(self._cards)} known"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the card, or say whether it was known."""
        if event.text() == " " and self.turn.isVisible():
            self._turn()
        elif event.text() in ("1", "2") and self.known.isVisible():
            self._answer(event.text() == "1")
        else:
            super().keyPressEvent(event)

    def _turn(self) -> None:
        shown = self._card
        if shown is None:
            return
        self._back.setText(shown.back)
        self._back.show()
        self.turn.hide()
        for button in (self.known, self.unknown):
            button.show()
        self.known.setFocus()
        if shown.snippet or shown.experiment:
            self._code.show_code(shown.snippet)
            self._asker.ask(partial(_shown, shown))

    def _on_shown(self, answer: tuple[Card, Answer]) -> None:
        shown, result = answer
        if shown is self._card and self.known.isVisible():
            self._happened.setText("When it is run\n" + "\n".join(result.outcome.sentences()))
            self._happened.show()

    def _answer(self, known: bool) -> None:
        if self._card is not None:
            self._keeper.keep(self._keeper.progress.looked_at(self._card.id, known, date.today()))
            self.begin()


def _shown(shown: Card, checker: Checker) -> Iterator[object]:
    yield shown, checker.show(shown)
