"""What the finder suggests: a card for each rate, under the number that marks it in the plot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.widgets.layouts import discard
from gui.widgets.push_button import push_button

if TYPE_CHECKING:
    from training.insight.rate_suggestions import Suggestion

CLOSE = 0.05  # of the plot's width: marks that are nearer share one word


class SuggestionCards(QWidget):
    """Shows suggestions, one below the other.

    Signals:
        rate_wanted: the rate to use from now on.
    """

    rate_wanted = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show none yet."""
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Show these instead."""
        while item := self._layout.takeAt(0):
            if widget := item.widget():
                discard(widget)
        for number, suggestion in enumerate(suggestions, 1):
            self._layout.addWidget(self._card(number, suggestion))

    def _card(self, number: int, suggestion: Suggestion) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        first = "  – recommended" if suggestion.recommended else ""
        text = f"{number}   {suggestion.name}: {suggestion.lr:.3g}{first}"
        title = QLabel(text, textFormat=Qt.TextFormat.PlainText)
        title.setProperty("role", "title")
        reason = QLabel(suggestion.reason, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        tip = f"Use the rate {suggestion.lr:.3g}, {suggestion.name}, in the form"
        use = push_button(f"inside.finder.use.{number}", "Use it", tip)
        use.clicked.connect(partial(self.rate_wanted.emit, suggestion.lr))
        layout = QHBoxLayout(card)
        words = QVBoxLayout()
        words.addWidget(title)
        words.addWidget(reason)
        layout.addLayout(words, 1)
        layout.addWidget(use, 0, Qt.AlignmentFlag.AlignVCenter)
        return card


def marks_of(suggestions: Sequence[Suggestion], lowest: float, highest: float) -> list[tuple[float, str]]:
    """Return each rate between the two with the word beside its mark; of close ones the first has it."""
    numbered = sorted((suggestion.lr, number) for number, suggestion in enumerate(suggestions, 1))
    groups: list[list[tuple[float, int]]] = []
    for lr, number in numbered:
        if not lowest <= lr <= highest:
            continue
        if groups and math.log(lr / groups[-1][0][0]) < CLOSE * math.log(highest / lowest):
            groups[-1].append((lr, number))
        else:
            groups.append([(lr, number)])
    return [
        (lr, "" if place else ", ".join(str(number) for _, number in sorted(group, key=lambda mark: mark[1])))
        for group in groups
        for place, (lr, _) in enumerate(group)
    ]
