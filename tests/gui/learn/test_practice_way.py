from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.learn.practice_way import PracticeWay
from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.teacher import Teacher
from gui.widgets.appearance import Appearance
from tests.gui.learn.ways import BANK, answered, shown, texts


def test_a_right_answer_is_kept_and_a_wrong_one_shows_what_happens(
    qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper, tmp_path: Path, appearance: Appearance
) -> None:
    question = next(question for question in BANK if question.id == "step-lr-construct")
    way = PracticeWay("learn.questions", (question,), teacher, keeper, appearance)
    shown(qtbot, way)
    asked = way.card.question
    assert asked is not None
    wrong = frozenset({next(key for key in asked.options if key not in asked.expected)})
    answered(qtbot, way, wrong)
    assert "TypeError" in texts(way)
    assert "Common mistake" in texts(way)
    assert way.done() == "0 of 1 right"
    way.next.click()
    asked = way.card.question
    assert asked is not None
    answered(qtbot, way, frozenset(asked.expected))
    assert "Right." in texts(way)
    assert ProgressKeeper(tmp_path).progress.questions[question.id].last_right


def test_enter_without_an_answer_asks_for_one(
    qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper, appearance: Appearance
) -> None:
    way = PracticeWay("learn.questions", BANK, teacher, keeper, appearance)
    shown(qtbot, way)
    QTest.keyClick(way.card, Qt.Key.Key_Return)
    assert "Choose an answer first" in texts(way)
    assert not way.card.checked


def test_a_topic_without_a_level_asks_another_level(
    qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper, appearance: Appearance
) -> None:
    chosen = tuple(question for question in BANK if question.level != "hard")
    way = PracticeWay("learn.questions", chosen, teacher, keeper, appearance)
    shown(qtbot, way)
    way.level.setCurrentText("hard")
    way.level.activated.emit(3)
    assert way.card.question is not None
    assert way.level.currentIndex() == 0
