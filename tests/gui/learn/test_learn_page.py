from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gui.learn.cards_way import CardsWay
from gui.learn.challenge_way import ChallengeWay
from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.teacher import Teacher
from gui.widgets.appearance import Appearance
from training.practice.cards import read_cards
from training.practice.challenges import read_challenges


def test_every_button_of_the_ways_has_a_name(
    qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper, appearance: Appearance
) -> None:
    for way in (CardsWay(read_cards(), teacher, keeper, appearance), ChallengeWay(read_challenges(), keeper)):
        qtbot.addWidget(way)
        for button in way.findChildren(QPushButton):
            assert button.objectName()
            assert button.accessibleName()
