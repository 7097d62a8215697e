"""The ways of learning, used as a learner does: by keyboard, with real runs behind every answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui.learn.cards_way import CardsWay
from gui.learn.challenge_way import ChallengeWay
from gui.learn.drawing_way import DrawingWay
from gui.learn.exam_way import ExamWay
from gui.learn.own_way import OwnWay
from gui.learn.practice_way import PracticeWay
from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.teacher import Teacher
from gui.learn.tour_way import TourWay
from gui.learn.tutorial_way import TutorialWay
from gui.theme import DARK, LIGHT
from training.engine.train import train
from training.experiment.experiment import Experiment, experiment_from
from training.practice.bank import read_bank
from training.practice.cards import read_cards
from training.practice.challenges import read_challenges
from training.practice.drawings import read_drawings
from training.practice.generate import generate
from training.practice.tours import read_tours
from training.practice.tutorial import read_tutorial
from training.runs.run import Run, Status
from training.runs.trace import Trace

BANK = read_bank()
RUN_MS = 60_000  # the first snippet waits for a process that loads torch


def texts(widget: QWidget) -> str:
    """Return all that is written on visible labels."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def shown(qtbot: QtBot, way: QWidget) -> None:
    qtbot.addWidget(way)
    way.resize(760, 900)
    way.show()
    way.begin()  # type: ignore[attr-defined]


def answered(qtbot: QtBot, way: PracticeWay, keys: frozenset[str]) -> None:
    """Answer by letters and Enter, and wait for the verdict."""
    for key in sorted(keys):
        QTest.keyClick(way.card, Qt.Key(ord(key.upper())))
    QTest.keyClick(way.card, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: way.card.checked, timeout=RUN_MS)


def test_a_right_answer_is_kept_and_a_wrong_one_shows_what_happens(
    qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper, tmp_path: Path
) -> None:
    question = next(question for question in BANK if question.id == "step-lr-construct")
    way = PracticeWay("learn.questions", (question,), teacher, keeper, LIGHT)
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


def test_enter_without_an_answer_asks_for_one(qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper) -> None:
    way = PracticeWay("learn.questions", BANK, teacher, keeper, LIGHT)
    shown(qtbot, way)
    QTest.keyClick(way.card, Qt.Key.Key_Return)
    assert "Choose an answer first" in texts(way)
    assert not way.card.checked


def test_a_topic_without_a_level_asks_another_level(qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper) -> None:
    chosen = tuple(question for question in BANK if question.level != "hard")
    way = PracticeWay("learn.questions", chosen, teacher, keeper, LIGHT)
    shown(qtbot, way)
    way.level.setCurrentText("hard")
    way.level.activated.emit(3)
    assert way.card.question is not None
    assert way.level.currentIndex() == 0


def test_questions_about_the_forms_schedule_follow_the_form(qtbot: QtBot, teacher: Teacher) -> None:
    way = OwnWay(teacher, LIGHT)
    way.follow(experiment_from({"scheduler": {"kind": "ExponentialLR", "gamma": 0.7}}), 800)
    shown(qtbot, way)
    qtbot.waitUntil(lambda: way.card.question is not None and "ExponentialLR" in way.card.question.model_dump_json())
    first = way.card.question
    way.follow(experiment_from({"scheduler": {"kind": "None"}, "epochs": 1}), 800)
    qtbot.waitUntil(lambda: way.card.question is not first or "nothing to ask" in texts(way))
    way.follow(None, None)
    assert "mistake" in texts(way)


def test_a_test_is_marked_as_a_whole_and_then_explained(qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper) -> None:
    way = ExamWay(BANK, teacher, keeper, LIGHT)
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


def test_a_drawing_one_epoch_late_is_called_that(qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper) -> None:
    way = DrawingWay(read_drawings(), teacher, keeper, LIGHT)
    shown(qtbot, way)
    qtbot.waitUntil(lambda: way._true is not None)
    QTest.keyClicks(way.line, "0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05")
    QTest.keyClick(way.line, Qt.Key.Key_Return)
    assert "1 epoch late" in texts(way)
    assert way.done().startswith("0 of")
    way.again.click()
    QTest.keyClicks(way.line, "0.1, 0.1, 0.1, 0.1, 0.1, 0.05")
    QTest.keyClick(way.line, Qt.Key.Key_Return)
    assert way.done().startswith("1 of")
    way.line.clear()
    QTest.keyClicks(way.line, ", ".join(["0.1"] * 11))
    assert "11 rates for 10 epochs" in texts(way)


def test_a_curve_can_be_drawn_by_mouse(qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper) -> None:
    way = DrawingWay(read_drawings(), teacher, keeper, DARK)
    shown(qtbot, way)
    way.show_it.click()
    qtbot.waitUntil(lambda: way._true is not None)
    QTest.mousePress(way.canvas, Qt.MouseButton.LeftButton, pos=way.canvas.rect().center())
    QTest.mouseRelease(way.canvas, Qt.MouseButton.LeftButton, pos=way.canvas.rect().center())
    assert way.canvas.curve is not None
    assert len(np.unique(way.canvas.curve)) == 2


def test_a_card_that_was_known_waits_and_its_run_is_shown(
    qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper
) -> None:
    cards = tuple(card for card in read_cards() if card.snippet or card.experiment)[:2]
    way = CardsWay(cards, teacher, keeper, LIGHT)
    shown(qtbot, way)
    QTest.keyClick(way, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "When it is run" in texts(way), timeout=RUN_MS)
    QTest.keyClick(way, Qt.Key.Key_1)
    assert way.done() == "1 of 2 known"
    QTest.keyClick(way, Qt.Key.Key_Space)
    QTest.keyClick(way, Qt.Key.Key_2)
    assert "1 of 2 cards are due" in texts(way)


def finished(experiment: Experiment) -> Run:
    trace = Trace(experiment)
    trace.extend(list(train(experiment)))
    return Run(1, trace, Status.FINISHED)


def test_a_challenge_judges_the_run_that_ends(qtbot: QtBot, keeper: ProgressKeeper) -> None:
    challenges = read_challenges()
    way = ChallengeWay(challenges, keeper)
    shown(qtbot, way)
    cold = next(challenge for challenge in challenges if challenge.id == "cold-start")
    way.take_run(finished(cold.start))
    assert way.done().startswith("0 of")  # none was begun
    with qtbot.waitSignal(way.experiment_wanted) as wanted:
        way._views["cold-start"].start.click()
    assert wanted.args == [cold.start]
    way.take_run(finished(cold.start))
    assert "Not reached" in texts(way)
    way.take_run(finished(cold.solved))
    assert "Reached in epoch" in texts(way)
    assert way.done().startswith("1 of")
    assert "✓ solved in epoch" in texts(way)


def test_the_tutorials_statements_are_checked_and_filtered(qtbot: QtBot, teacher: Teacher) -> None:
    way = TutorialWay(read_tutorial(), teacher, LIGHT)
    shown(qtbot, way)
    qtbot.waitUntil(lambda: "24 of 24 statements checked" in texts(way), timeout=RUN_MS)
    assert "13 as used, 4 true only after the step, 7 contradicted" in texts(way)
    way.filter.setCurrentText("contradicted")
    way.filter.activated.emit(3)
    assert sum(row.isVisible() for _, row in way._rows) == 7
    qtbot.waitUntil(way.insight.isVisible, timeout=RUN_MS)
    assert "Key insight\nLarge rates early" in texts(way)
    assert "constant (solid), StepLR (dashed), MultiStepLR (dotted)" in way.insight.curves.chart._chart.names[1]
    way.set_colors(DARK)
    assert way.insight.curves.chart._chart.lines[1].color == DARK.run(1)


@pytest.mark.parametrize("tour", read_tours(), ids=lambda tour: tour.id)
def test_a_tour_goes_step_by_step_and_into_the_window(qtbot: QtBot, teacher: Teacher, tour: object) -> None:
    way = TourWay(tour, teacher, LIGHT)  # type: ignore[arg-type]
    shown(qtbot, way)
    for step in way._tour.step:
        qtbot.waitUntil(lambda step=step: step.title in texts(way) and "Running it" not in texts(way), timeout=RUN_MS)
        way.next.click()
    way.set_colors(DARK)
    with qtbot.waitSignals([way.experiment_wanted, way.place_wanted]):
        way.try_it.click()


def test_progress_that_cannot_be_written_stays_for_the_day(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "a file"
    folder.write_text("in the way")
    keeper = ProgressKeeper(folder)
    with qtbot.waitSignal(keeper.told) as told:
        keeper.keep(keeper.progress.answered("one", True))
    assert "not kept on disk" in (told.args or [""])[0]
    assert keeper.progress.questions["one"].right == 1


def test_every_button_of_the_ways_has_a_name(qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper) -> None:
    for way in (CardsWay(read_cards(), teacher, keeper, LIGHT), ChallengeWay(read_challenges(), keeper)):
        qtbot.addWidget(way)
        for button in way.findChildren(QPushButton):
            assert button.objectName()
            assert button.accessibleName()


def test_a_curve_that_is_asked_about_has_axes_and_can_be_read(
    qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper
) -> None:
    question = generate(Experiment(), 0, kinds=["code"])
    way = PracticeWay("learn.questions", (question,), teacher, keeper, LIGHT)
    shown(qtbot, way)
    assert way.card.curve.isVisible()
    QTest.keyClick(way.card.curve, Qt.Key.Key_Right)
    assert "Epoch 1: learning rate 0.1." in texts(way)
    assert "Epoch 10: learning rate 0.05." in way.card.curve.accessibleDescription()
    way.set_colors(DARK)
