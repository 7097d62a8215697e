from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.learn.cards_way import CardsWay
from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.teacher import Teacher
from gui.widgets.appearance import Appearance
from tests.gui.learn.ways import RUN_MS, shown, texts
from training.practice.cards import read_cards


def test_a_card_that_was_known_waits_and_its_run_is_shown(
    qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper, appearance: Appearance
) -> None:
    cards = tuple(card for card in read_cards() if card.snippet or card.experiment)[:2]
    way = CardsWay(cards, teacher, keeper, appearance)
    shown(qtbot, way)
    QTest.keyClick(way, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "When it is run" in texts(way), timeout=RUN_MS)
    QTest.keyClick(way, Qt.Key.Key_1)
    assert way.done() == "1 of 2 known"
    QTest.keyClick(way, Qt.Key.Key_Space)
    QTest.keyClick(way, Qt.Key.Key_2)
    assert "1 of 2 cards are due" in texts(way)
