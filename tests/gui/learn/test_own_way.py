from __future__ import annotations

from pytestqt.qtbot import QtBot

from gui.learn.own_way import OwnWay
from gui.learn.teacher import Teacher
from gui.widgets.appearance import Appearance
from tests.gui.learn.ways import shown, texts
from training.experiment.experiment import experiment_from


def test_questions_about_the_forms_schedule_follow_the_form(
    qtbot: QtBot, teacher: Teacher, appearance: Appearance
) -> None:
    way = OwnWay(teacher, appearance)
    way.follow(experiment_from({"scheduler": {"kind": "ExponentialLR", "gamma": 0.7}}), 800)
    shown(qtbot, way)
    qtbot.waitUntil(lambda: way.card.question is not None and "ExponentialLR" in way.card.question.model_dump_json())
    first = way.card.question
    way.follow(experiment_from({"scheduler": {"kind": "None"}, "epochs": 1}), 800)
    qtbot.waitUntil(lambda: way.card.question is not first or "nothing to ask" in texts(way))
    way.follow(None, None)
    assert "mistake" in texts(way)
