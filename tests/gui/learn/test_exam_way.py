from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.learn.exam_way import ExamWay
from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.teacher import Teacher
from gui.widgets.appearance import Appearance
from tests.gui.learn.ways import BANK, RUN_MS, shown, texts


def test_a_test_is_marked_as_a_whole_and_then_explained(
    qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper, appearance: Appearance
) -> None:
    way = ExamWay(BANK, teacher, keeper, appearance)
    shown(qtbot, way)
    way.start.click()
    for place in range(10):
        question = way.card.question
        assert question is not None
        for key in question.expected if place else ():  # the first one is left out
            QTest.keyClick(way.card, Qt.Key(ord(key.upper())))
        if place < 9:
            way.onward.click()
    way.back.click()
    assert way.card.question is not None
    assert way.card.given == frozenset(way.card.question.expected)  # it was remembered
    way.hand_in.click()
    qtbot.waitUntil(lambda: way.grade is not None, timeout=RUN_MS)
    assert way.grade is not None
    assert [mark.passed for mark in way.grade.marks] == [False] + [True] * 9
    assert "Wrong: question 1." in texts(way)
    qtbot.waitUntil(lambda: way.card.checked, timeout=RUN_MS)
    assert keeper.progress.tests[-1].points == way.grade.points
