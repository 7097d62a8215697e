"""A tour is read step by step with the keyboard; each step shows its own evidence, and leads into the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from gui.learn.snippet_view import SnippetView
from gui.learn.teacher import Teacher
from gui.learn.tour_way import TourWay
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT
from tests.gui.learn.ways import RUN_MS, shown, texts
from training.practice.tours import Tour, read_tours

TOURS = {tour.id: tour for tour in read_tours()}


def entered(qtbot: QtBot, teacher: Teacher, key: str) -> TourWay:
    way = TourWay(TOURS[key], teacher, Appearance(LIGHT))
    qtbot.addWidget(way)
    way.resize(620, 700)
    way.show()
    way.begin()
    ran(qtbot, way)
    return way


def ran(qtbot: QtBot, way: TourWay) -> None:
    qtbot.waitUntil(lambda: "Running it" not in texts(way), timeout=RUN_MS)


def test_it_is_read_forwards_and_back_by_keys(qtbot: QtBot, teacher: Teacher) -> None:
    way = entered(qtbot, teacher, "trace")
    assert "1 of 4" in texts(way)
    assert not way.back.isEnabled()
    QTest.keyClick(way.next, Qt.Key.Key_Space)
    ran(qtbot, way)
    assert "2 of 4" in texts(way)
    assert "epoch 6 is the first at 0.05" in texts(way)
    QTest.keyClick(way.back, Qt.Key.Key_Space)
    ran(qtbot, way)
    assert "1 of 4" in texts(way)


def test_the_rows_of_a_trace_show_both_rates(qtbot: QtBot, teacher: Teacher) -> None:
    way = entered(qtbot, teacher, "trace")
    table = next(table for table in way.findChildren(QTableWidget) if table.isVisible())
    model = table.model()
    cells = [[model.index(row, column).data() for column in range(3)] for row in (3, 4)]
    assert cells == [["4", "0.1", "0.1"], ["5", "0.1", "0.05"]]


def test_a_run_has_one_look_in_all_steps(qtbot: QtBot, teacher: Teacher) -> None:
    way = entered(qtbot, teacher, "why")
    looks: dict[str, set[tuple[str, int]]] = {}
    for step in TOURS["why"].step:
        assert step.title in texts(way)
        ran(qtbot, way)
        assert way.chart.shown is not None
        for line in way.chart.shown.lines:
            looks.setdefault(line.name, set()).add((line.color, line.pattern))
        way.next.click()
    assert {name: len(found) for name, found in looks.items()} == {"constant": 1, "small": 1, "dropped": 1}


def test_other_colours_leave_a_step_that_is_still_run_alone(
    qtbot: QtBot, teacher: Teacher, appearance: Appearance
) -> None:
    way = entered(qtbot, teacher, "trace")
    way.next.click()
    appearance.set_colors(DARK)
    assert "Running it" in texts(way)
    ran(qtbot, way)
    assert "epoch 6 is the first at 0.05" in texts(way)


def test_a_snippet_is_shown_with_what_it_does(qtbot: QtBot, teacher: Teacher) -> None:
    way = entered(qtbot, teacher, "code")
    for _ in TOURS["code"].step[1:]:
        way.next.click()
    ran(qtbot, way)
    code = way.findChild(SnippetView)
    assert code is not None
    assert "scheduler.step()" in code.toPlainText()
    assert "Detected call of `lr_scheduler.step()` before" in texts(way)
    assert way.try_it.hasFocus() or not way.isActiveWindow()


@pytest.mark.parametrize(("key", "place"), [(tour.id, tour.place) for tour in TOURS.values()])
def test_its_experiment_goes_into_the_window(qtbot: QtBot, teacher: Teacher, key: str, place: str) -> None:
    way = entered(qtbot, teacher, key)
    with (
        qtbot.waitSignal(way.experiment_wanted) as experiment_wanted,
        qtbot.waitSignal(way.page_wanted) as page_wanted,
    ):
        QTest.keyClick(way.try_it, Qt.Key.Key_Space)
    assert (experiment_wanted.args or [None])[0] in TOURS[key].experiments.values()
    assert page_wanted.args == [place]


@pytest.mark.parametrize("tour", read_tours(), ids=lambda tour: tour.id)
def test_a_tour_goes_step_by_step_and_into_the_window(
    qtbot: QtBot, teacher: Teacher, tour: Tour, appearance: Appearance
) -> None:
    way = TourWay(tour, teacher, appearance)
    shown(qtbot, way)
    for step in tour.step:
        qtbot.waitUntil(lambda step=step: step.title in texts(way) and "Running it" not in texts(way), timeout=RUN_MS)
        way.next.click()
    appearance.set_colors(DARK)
    with qtbot.waitSignals([way.experiment_wanted, way.page_wanted]):
        way.try_it.click()
