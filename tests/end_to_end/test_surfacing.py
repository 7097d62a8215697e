"""Whatever is asked beside the window: an error that nobody expects is shown, and an expected one is no crash."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from gui.jobs.background import Background
from gui.jobs.disk import Disk
from gui.jobs.question import Question
from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow, message
from training.engine.data.errors import DataError
from training.log import log_path


def broken(error: Exception) -> Iterator[object]:
    raise error
    yield


@pytest.fixture
def whole(open_window: OpenWindow) -> Workbench:
    """A window all of whose places have been visited, so that it has all that ever asks."""
    bench = open_window()
    for name in ("place_inside", "place_learn", "place_laboratory"):
        bench.context.actions[name].trigger()
    return bench


def test_an_unforeseen_error_in_any_question_surfaces(whole: Workbench, qtbot: QtBot) -> None:
    questions = whole.window.findChildren(Question)
    names = {question.name for question in questions}
    assert {"plan of the run", "race", "cautions", "sweep", "weight history", "flow", "script", "proof", "why"} <= names
    for question in questions:
        with qtbot.captureExceptions() as caught:
            question.ask(lambda: broken(ZeroDivisionError("unforeseen")))
            qtbot.waitUntil(lambda caught=caught: bool(caught), timeout=10_000)
        assert [kind for kind, *_ in caught] == [ZeroDivisionError], question.name
        with qtbot.captureExceptions() as caught, qtbot.waitSignal(question.failed, timeout=10_000):
            question.ask(lambda: broken(DataError("a sentence")))
        assert caught == [], question.name


def test_an_unforeseen_error_on_any_thread_surfaces(whole: Workbench, qtbot: QtBot) -> None:
    threads = whole.window.findChildren(Background)
    assert len(threads) > 4
    for thread in threads:
        with qtbot.captureExceptions() as caught:
            thread.submit("anything", lambda: broken(ZeroDivisionError("unforeseen")))
            qtbot.waitUntil(lambda caught=caught: bool(caught), timeout=10_000)
        assert [kind for kind, *_ in caught] == [ZeroDivisionError]
    disk = whole.context.library.disk
    assert isinstance(disk, Disk)
    with qtbot.captureExceptions() as caught:
        disk.do(lambda: next(broken(ZeroDivisionError("unforeseen"))))
        qtbot.waitUntil(lambda: bool(caught), timeout=10_000)


class Desktop(QObject):
    """A desktop that opens texts."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_the_log_is_shown(open_window: OpenWindow) -> None:
    bench, desktop = open_window(), Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "open")
    bench.context.actions["show_log"].trigger()
    QDesktopServices.unsetUrlHandler("file")
    assert desktop.opened == [str(log_path())]
    assert message(bench) is None
