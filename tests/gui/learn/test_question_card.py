from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from gui.learn.practice_way import PracticeWay
from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.teacher import Teacher
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK
from tests.gui.learn.ways import BANK, shown, texts
from training.experiment.experiment import Experiment
from training.practice.asking.generate import generate


def test_a_curve_that_is_asked_about_has_axes_and_can_be_read(
    qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper, appearance: Appearance
) -> None:
    question = generate(Experiment(), 0, kinds=["code"])
    way = PracticeWay("learn.questions", (question,), teacher, keeper, appearance)
    shown(qtbot, way)
    assert way.card.curve.isVisible()
    QTest.keyClick(way.card.curve, Qt.Key.Key_Right)
    assert "Epoch 1: learning rate 0.1." in texts(way)
    assert "Epoch 10: learning rate 0.05." in way.card.curve.accessibleDescription()
    appearance.set_colors(DARK)


def test_tab_goes_through_all_options_of_which_several_may_be_right(
    qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper, appearance: Appearance
) -> None:
    question = next(question for question in BANK if question.several)
    way = PracticeWay("learn.questions", (question,), teacher, keeper, appearance)
    shown(qtbot, way)
    options = way.card.findChildren(QCheckBox)
    assert len(options) == len(question.options)
    way.activateWindow()
    options[0].setFocus()
    qtbot.waitUntil(options[0].hasFocus)
    for before, option in pairwise(options):
        QTest.keyClick(before, Qt.Key.Key_Tab)
        assert option.hasFocus()
    QTest.keyClick(options[-1], Qt.Key.Key_Backtab)
    assert options[-2].hasFocus()
