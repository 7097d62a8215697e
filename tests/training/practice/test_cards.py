from __future__ import annotations

from datetime import date

import pytest

from training.practice.cards import WAITS, Card, CardBox, due, read_cards
from training.practice.checker import Checker

CARDS = read_cards()
TODAY = date(2026, 3, 1)


def test_there_are_at_least_thirty_cards_each_with_a_name_of_its_own() -> None:
    assert len({card.id for card in CARDS}) == len({card.front for card in CARDS}) == len(CARDS) >= 30


@pytest.mark.slow
@pytest.mark.parametrize("card", [card for card in CARDS if card.claim], ids=lambda card: card.id)
def test_torch_bears_out_what_a_card_says(card: Card, checker: Checker) -> None:
    answer = checker.show(card)
    assert answer.right, answer


def test_a_back_with_numbers_carries_what_shows_them() -> None:
    bare = [card.id for card in CARDS if card.claim is None and any(letter.isdigit() for letter in card.back)]
    assert bare == []


def test_a_card_that_is_known_comes_again_later_each_time() -> None:
    box, waits = CardBox(), []
    for _ in WAITS:
        box = box.moved(True, TODAY)
        waits.append(next(days for days in range(99) if box.is_due(date.fromordinal(TODAY.toordinal() + days))))
    assert waits == [1, 3, 7, 21, 21]


def test_a_card_that_is_not_known_is_due_at_once() -> None:
    assert CardBox(box=3, since=date(2026, 2, 28)).moved(False, TODAY).is_due(TODAY)


def test_new_and_forgotten_cards_come_before_those_that_were_known() -> None:
    places = {card.id: CardBox(box=1, since=date(2026, 2, 1)) for card in CARDS[:10]}
    places[CARDS[11].id] = CardBox(box=2, since=TODAY)
    shown = due(CARDS, places, TODAY)
    assert len(shown) == len(CARDS) - 1
    assert {card.id for card in shown[-10:]} == {card.id for card in CARDS[:10]}
    assert due(CARDS, places, TODAY, seed=1) != shown
