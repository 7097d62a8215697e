"""Closing while a training runs: whatever happens meanwhile, its finished epochs are not lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from gui.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow, message, trained
from tests.end_to_end.test_process import epochs_in, saved
from training.runs.run import Status


def press_stop(bench: Workbench) -> None:
    box = message(bench)
    assert box is not None
    stop = next(button for button in box.buttons() if button is not box.defaultButton())
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)


@pytest.fixture
def asked(open_window: OpenWindow, qtbot: QtBot) -> Workbench:
    """A window that has been asked to close after one epoch."""
    bench = open_window()
    bench.actions["step_epoch"].trigger()
    qtbot.waitUntil(lambda: len(bench.session.runs[0].trace) == 1, timeout=20_000)
    assert not bench.window.close()
    return bench


def test_a_run_that_ends_while_the_question_is_open_is_saved_too(asked: Workbench, qtbot: QtBot, home: Path) -> None:
    asked.session.resume()
    trained(asked, qtbot)
    press_stop(asked)
    assert not asked.window.isVisible()
    assert [epochs_in(trace) for trace in saved(home)] == [10]


def test_a_run_that_cannot_be_saved_keeps_the_window_open(asked: Workbench, qtbot: QtBot, home: Path) -> None:
    folder = home / ".local/share/stepwell/stopped"
    folder.write_text("in the way")
    press_stop(asked)
    assert asked.window.isVisible()
    assert asked.session.runs[0].status is Status.STOPPED
    boxes = [box for box in asked.window.findChildren(QMessageBox) if box.isVisible()]
    assert [box.text() for box in boxes] == [f"The run was not saved. Cannot write {folder}: File exists."]
    assert asked.actions["export_csv"].isEnabled()


def test_an_unforeseen_error_ends_the_run(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    with qtbot.capture_exceptions() as errors:
        bench.session.train(bench.document.experiment, "no data set")
        trained(bench, qtbot)
    assert [kind for kind, *_ in errors] == [AttributeError]
    assert bench.session.runs[0].status is Status.FAILED
    assert "did not foresee" in bench.session.runs[0].message
