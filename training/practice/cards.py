"""Flash cards: a term or a question on the front, the answer on the back, and the run that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Annotated, Any

from pydantic import Field

from training.experiment.file import read_values
from training.experiment.settings import AsTuple, Settings
from training.practice.bank import QUESTIONS, checked
from training.practice.question import Runnable, Words

WAITS = (0, 1, 3, 7, 21)  # days until a card comes again, by the box that it lies in


class Card(Runnable):
    """A card; one whose back names numbers carries what shows them."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    front: Words
    back: Words


class CardBox(Settings):
    """Where a card lies: in which box, and since which day; None: it was never looked at."""

    box: Annotated[int, Field(ge=0, lt=len(WAITS))] = 0
    since: date | None = None

    def moved(self, known: bool, today: date) -> CardBox:
        """Return its box after it was looked at: one box on, or back in the first."""
        return CardBox(box=min(self.box + 1, len(WAITS) - 1) if known else 0, since=today)

    def is_due(self, today: date) -> bool:
        """Whether it is to be shown again."""
        return self.since is None or self.since + timedelta(WAITS[self.box]) <= today


class _Cards(Settings):
    card: Annotated[tuple[dict[str, Any], ...], AsTuple]


def read_cards(path: Path = QUESTIONS / "cards.toml") -> tuple[Card, ...]:
    """Return all cards; raises BankError."""
    cards = checked(_Cards, read_values(path), path)
    return tuple(checked(Card, values, path) for values in cards.card)


def due(cards: Iterable[Card], boxes: Mapping[str, CardBox], today: date, seed: int = 0) -> Sequence[Card]:
    """Return the cards that are to be shown, those of the first boxes first, else in an order of the seed's."""
    waiting = [card for card in cards if boxes.get(card.id, CardBox()).is_due(today)]
    Random(seed).shuffle(waiting)
    return sorted(waiting, key=lambda card: boxes.get(card.id, CardBox()).box)
