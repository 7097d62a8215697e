"""Each suggestion has a card with its reason, and a mark in the plot under the same number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from gui.inside.finder_suggestions import SuggestionCards, marks_of
from training.insight.rate_suggestions import Suggestion

RATES = st.lists(st.floats(1e-7, 100.0), max_size=6)


def suggestions(*rates: float) -> list[Suggestion]:
    return [Suggestion(f"way {n}", lr, f"Reason {n}.", n == 1) for n, lr in enumerate(rates, 1)]


def test_each_card_tells_its_reason_and_gives_its_rate(qtbot: QtBot) -> None:
    cards = SuggestionCards()
    qtbot.addWidget(cards)
    cards.show_suggestions(suggestions(0.5, 0.07, 0.07))
    told = [label.text() for label in cards.findChildren(QLabel)]
    assert "1   way 1: 0.5  – recommended" in told
    assert "Reason 3." in told
    buttons = cards.findChildren(QPushButton)
    assert [button.objectName() for button in buttons] == [f"inside.finder.use.{n}" for n in (1, 2, 3)]
    assert len({button.accessibleName() for button in buttons}) == 3  # though two rates are the same
    with qtbot.waitSignal(cards.rate_wanted) as wanted:
        buttons[1].click()
    assert wanted.args == [0.07]


def test_new_suggestions_take_the_place_of_the_old_ones(qtbot: QtBot) -> None:
    cards = SuggestionCards()
    qtbot.addWidget(cards)
    cards.show_suggestions(suggestions(0.5, 0.07))
    cards.show_suggestions(())
    qtbot.waitUntil(lambda: not cards.findChildren(QPushButton))


def test_close_marks_share_one_word() -> None:
    marks = marks_of(suggestions(0.63, 0.071, 0.071, 0.078, 0.58), 1e-6, 10.0)
    assert marks == [(0.071, "2, 3, 4"), (0.071, ""), (0.078, ""), (0.58, "1, 5"), (0.63, "")]


@given(RATES)
def test_every_rate_within_the_plot_is_marked_and_every_number_written_once(rates: list[float]) -> None:
    marks = marks_of(suggestions(*rates), 1e-6, 10.0)
    within = [number for number, lr in enumerate(rates, 1) if 1e-6 <= lr <= 10.0]
    assert sorted(lr for lr, _ in marks) == sorted(rates[number - 1] for number in within)
    written = [int(number) for _, word in marks if word for number in word.split(", ")]
    assert sorted(written) == within
