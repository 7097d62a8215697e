"""What the finder suggests: a card for each rate, under the number that marks it in the plot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gui.widgets.labels import plain_label
from gui.widgets.layouts import add_parts, discard, stack
from gui.widgets.push_button import push_button

if TYPE_CHECKING:
    from training.insight.rate_suggestions import Suggestion

CLOSE = 0.05  # of the plot's width: marks that are nearer share one word


class SuggestionCards(QWidget):
    """Shows suggestions, one below the other."""

    rate_wanted = Signal(float)  # the rate to use from now on

    def __init__(self) -> None:
        super().__init__()
        self._layout = stack(self, ())

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
        title = plain_label(f"{number}   {suggestion.name}: {suggestion.lr:.3g}{first}", "title")
        tip = f"Use the rate {suggestion.lr:.3g}, {suggestion.name}, in the form"
        use = push_button(f"inside.finder.use.{number}", "Use it", tip)
        use.clicked.connect(partial(self.rate_wanted.emit, suggestion.lr))
        layout = QHBoxLayout(card)
        words = QVBoxLayout()
        add_parts(words, (title, plain_label(suggestion.reason)))
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
        (lr, "" if index else ", ".join(str(number) for _, number in sorted(group, key=lambda mark: mark[1])))
        for group in groups
        for index, (lr, _) in enumerate(group)
    ]
