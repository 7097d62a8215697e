"""Closing while a training runs: whatever happens meanwhile, its finished epochs are not lost."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow, message, trained
from tests.end_to_end.driver import RATES, SHAPES, race, sweep
from tests.end_to_end.test_process import epochs_in, kept, saved
from training.runs.run import Status
from training.runs.store import default_path

WORK = {"sweeping": partial(sweep, table=RATES), "sweeping apart": partial(sweep, table=SHAPES), "racing": race}
TEN = [pytest.param(10, marks=pytest.mark.slow, id="ten times"), pytest.param(1, id="once")]


def press_stop(bench: Workbench) -> None:
    box = message(bench)
    assert box is not None
    stop = next(button for button in box.buttons() if button is not box.defaultButton())
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)


@pytest.fixture
def asked(open_window: OpenWindow, qtbot: QtBot) -> Workbench:
    """A window that has been asked to close after one epoch."""
    bench = open_window()
    bench.context.actions["step_epoch"].trigger()
    qtbot.waitUntil(lambda: len(bench.context.session.runs[0].trace) == 1, timeout=20_000)
    assert not bench.window.close()
    return bench


@pytest.fixture
def no_store(home: Path) -> None:
    """A folder in the place of the store, so that the window keeps no run."""
    default_path().mkdir(parents=True)


def test_a_run_that_ends_while_the_question_is_open_is_kept_too(asked: Workbench, qtbot: QtBot, home: Path) -> None:
    asked.context.session.resume()
    trained(asked, qtbot)
    press_stop(asked)
    assert not asked.window.isVisible()
    assert [(run.status, run.epochs) for run in kept()] == [(Status.FINISHED, 10)]
    assert saved(home) == []


def test_a_run_that_has_no_number_yet_is_promised_to_the_store(open_window: OpenWindow, home: Path) -> None:
    bench = open_window()
    bench.context.actions["train"].trigger()
    assert not bench.window.close()
    box = message(bench)
    assert box is not None
    assert box.informativeText() == "What is finished is kept, and it can go on from there."
    press_stop(bench)
    assert [run.status for run in kept()] == [Status.STOPPED]
    assert saved(home) == []


def test_a_run_that_no_store_keeps_is_saved_in_files(no_store: None, asked: Workbench, home: Path) -> None:
    press_stop(asked)
    assert not asked.window.isVisible()
    assert [epochs_in(trace) for trace in saved(home)] == [1]


def test_a_run_that_cannot_be_saved_keeps_the_window_open(no_store: None, asked: Workbench, home: Path) -> None:
    folder = home / ".local/share/stepwell/stopped"
    folder.write_text("in the way")
    press_stop(asked)
    assert asked.window.isVisible()
    assert asked.context.session.runs[0].status is Status.STOPPED
    boxes = [box for box in asked.window.findChildren(QMessageBox) if box.isVisible()]
    assert [box.text() for box in boxes] == [f"The run was not saved. Cannot write {folder}: File exists."]
    assert asked.context.actions["export_csv"].isEnabled()


def test_an_unforeseen_error_ends_the_run(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    with qtbot.capture_exceptions() as errors:
        bench.context.session.train(bench.context.document.experiment, "no data set")
        trained(bench, qtbot)
    assert [kind for kind, *_ in errors] == [AttributeError]
    assert bench.context.session.runs[0].status is Status.FAILED
    assert "did not foresee" in bench.context.session.runs[0].message


def quit_and_stop(bench: Workbench) -> float:
    """Quit, agree to stop; return the seconds until the window is gone."""
    bench.context.actions["quit"].trigger()
    assert bench.window.isVisible()  # it has asked
    begin = monotonic()
    press_stop(bench)
    assert not bench.window.isVisible()
    return monotonic() - begin


@pytest.mark.parametrize("times", TEN)
@pytest.mark.parametrize("state", ["training", *WORK])
def test_quitting_at_work_asks_and_keeps_what_is_finished(
    state: str, times: int, open_window: OpenWindow, qtbot: QtBot
) -> None:
    for _ in range(times):
        bench = open_window()
        bench.context.document.set_value("epochs", 1_000_000)
        qtbot.waitUntil(bench.context.actions["train"].isEnabled, timeout=20_000)
        before = max((run.id for run in bench.context.library.find()), default=0)
        WORK.get(state, lambda bench: bench.context.actions["train"].trigger())(bench)
        qtbot.waitUntil(
            lambda: any(run.epochs for run in bench.context.library.find() if run.id > before),  # noqa: B023
            timeout=60_000,
        )
        assert quit_and_stop(bench) < 5
        mine = [run for run in kept() if run.id > before]
        assert any(run.epochs for run in mine)
        assert Status.RUNNING not in {run.status for run in mine}
