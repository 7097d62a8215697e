from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.learn.practice_way import PracticeWay
from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.teacher import Teacher
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK
from tests.gui.learn.ways import shown, texts
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
