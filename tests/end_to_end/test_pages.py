"""Look inside and Learn in the real window: they follow the form, the training and the runs."""

from __future__ import annotations

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.jobs.background import Background
from gui.widgets.pages import INSIDE, LABORATORY, LEARN
from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow, trained
from training.engine.data import load
from training.engine.train import start, train_on


def go(bench: Workbench, key: Qt.Key) -> None:
    """Press Ctrl and a number."""
    bench.window.activateWindow()
    QTest.keyClick(bench.window, key, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.slow
def test_looking_inside_follows_the_training_and_then_any_of_its_epochs(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    controller = bench.controllers.inside
    assert controller.page is None  # nothing is built before it is entered
    bench.context.document.set_value("data.kind", "Moons")
    bench.context.document.set_value("epochs", 300)
    bench.window.pages.enter(INSIDE)
    page = controller.page
    assert page is not None
    qtbot.waitUntil(lambda: page.bar.words.text() == "before training", timeout=20_000)
    page.tabs.setCurrentWidget(controller.map)
    qtbot.waitUntil(lambda: bench.context.actions["train"].isEnabled(), timeout=20_000)
    bench.context.actions["train"].trigger()
    epochs = set()

    def done() -> bool:
        epochs.add(controller.map.picture.picture.epoch if controller.map.picture.picture else None)
        return bench.context.session.live is None

    qtbot.waitUntil(done, timeout=60_000)
    assert len(epochs) > 2  # the map was live
    qtbot.waitUntil(lambda: page.bar.words.text() == "after epoch 300")
    page.bar.slider.setFocus()
    QTest.keyClick(page.bar.slider, Qt.Key.Key_Home)
    assert page.bar.words.text() == "before training"
    assert not page.bar.follow.isChecked()


def test_a_run_of_another_day_is_trained_once_more_to_the_same_weights(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    bench.context.session.weight_histories.clear()  # as after a new start
    go(bench, Qt.Key.Key_2)
    page = bench.controllers.inside.page
    assert page is not None
    qtbot.waitUntil(
        lambda: page.weight_history is not None and page.weight_history.epochs == list(range(11)), timeout=20_000
    )
    experiment = bench.context.session.runs[0].trace.experiment
    trainer = start(experiment, load(experiment.data))
    for _ in train_on(trainer):
        pass
    assert page.weight_history is not None
    state = page.weight_history.snapshot(10).state
    assert all(torch.equal(state[name], value) for name, value in trainer.network.state_dict().items())


def test_a_rate_that_was_found_is_used_and_can_be_taken_back(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.window.pages.enter(INSIDE)
    controller = bench.controllers.inside
    controller.finder.rate_wanted.emit(0.63)
    assert bench.context.document.experiment is not None
    assert bench.context.document.experiment.optimizer.lr == 0.63  # type: ignore[attr-defined]
    bench.context.actions["undo"].trigger()
    assert bench.context.document.experiment.optimizer.lr == 0.1  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_rate_is_found_while_a_network_with_dropout_trains_as_if_alone(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.context.document.set_value("network.dropout", 0.3)
    bench.context.document.set_value("epochs", 60)
    bench.window.pages.enter(INSIDE)
    finder = bench.controllers.inside.finder
    qtbot.waitUntil(lambda: bench.context.actions["train"].isEnabled() and finder.start.isEnabled(), timeout=20_000)
    bench.context.actions["train"].trigger()
    finder.start.click()
    trained(bench, qtbot)
    qtbot.waitUntil(finder.start.isEnabled, timeout=60_000)
    run = bench.context.session.runs[0]
    trainer = start(run.trace.experiment, load(run.trace.experiment.data))
    losses = [record.loss for record in train_on(trainer)]
    assert run.trace.column("loss").tolist() == losses


def test_a_challenge_is_begun_trained_and_solved_in_the_window(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    go(bench, Qt.Key.Key_3)
    page = bench.controllers.learn.page
    assert page is not None
    assert bench.window.pages.currentWidget() is page
    page.choose("challenges")
    way = page.built["challenges"]
    way.views["cold-start"].solve.click()  # type: ignore[attr-defined]
    assert bench.context.document.experiment is not None
    assert bench.context.document.experiment.scheduler.kind == "OneCycleLR"
    qtbot.waitUntil(lambda: bench.context.actions["train"].isEnabled(), timeout=20_000)
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    assert bench.controllers.learn.keeper.progress.challenges.keys() == {"cold-start"}
    assert "1 of 7 solved" in page.list.item(list(page.ways).index("challenges")).text()


def test_every_way_opens_in_light_and_dark_and_in_a_small_window(open_window: OpenWindow, qtbot: QtBot) -> None:
    from gui.widgets.theme import DARK

    bench = open_window()
    bench.window.pages.enter(LEARN)
    page = bench.controllers.learn.page
    assert page is not None
    assert page.list.count() >= 10
    for key in page.ways:
        page.choose(key)
        assert key in page.built
    bench.context.appearance.set_colors(DARK)
    page.resize(500, 400)
    assert page.box.isVisibleTo(page)
    assert not page.list.isVisibleTo(page)
    bench.window.pages.enter(LABORATORY)
    assert bench.context.actions["place_laboratory"].isChecked()


def test_a_tour_leads_to_the_panel_that_it_tells_of(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.window.pages.enter(LEARN)
    page = bench.controllers.learn.page
    assert page is not None
    page.choose("prediction")
    page.built["prediction"].try_it.click()  # type: ignore[attr-defined]
    assert bench.window.pages.currentWidget() is bench.controllers.inside.page
    assert bench.controllers.inside.page is not None
    assert bench.controllers.inside.page.tabs.currentWidget() is bench.controllers.inside.prediction


@pytest.mark.parametrize("place", [INSIDE, LEARN])
def test_closing_ends_what_works_in_a_place(open_window: OpenWindow, qtbot: QtBot, place: str) -> None:
    bench = open_window()
    bench.context.document.set_value("epochs", 5000)
    bench.window.pages.enter(place)
    if place == LEARN:
        for way in bench.controllers.learn.page.ways:  # type: ignore[union-attr]
            bench.controllers.learn.page.choose(way)  # type: ignore[union-attr]
    else:
        bench.controllers.inside.finder.start.click()
    bench.window.close()
    threads = bench.window.findChildren(Background)
    assert len(threads) > 4
    assert not any(thread.isRunning() for thread in threads)
