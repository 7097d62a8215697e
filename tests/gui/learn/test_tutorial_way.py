from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui.learn.teacher import Teacher
from gui.learn.tutorial_way import TutorialWay
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK
from tests.gui.learn.ways import RUN_MS, shown, texts
from training.practice.tutorial import read_tutorial


def test_the_tutorials_statements_are_checked_and_filtered(
    qtbot: QtBot, teacher: Teacher, appearance: Appearance
) -> None:
    way = TutorialWay(read_tutorial(), teacher, appearance)
    shown(qtbot, way)
    qtbot.waitUntil(lambda: "24 of 24 statements checked" in texts(way), timeout=RUN_MS)
    assert "13 as used, 4 true only after the step, 7 contradicted" in texts(way)
    way.filter.setCurrentText("contradicted")
    way.filter.activated.emit(3)
    assert sum(row.isVisible() for _, row in way.rows) == 7
    qtbot.waitUntil(way.insight.isVisible, timeout=RUN_MS)
    assert "Key insight\nLarge rates early" in texts(way)
    assert "constant (solid), StepLR (dashed), MultiStepLR (dotted)" in way.insight.curves.chart.shown.names[1]
    appearance.set_colors(DARK)
    assert way.insight.curves.chart.curves[1].opts["pen"].color().name() == DARK.run(1)
