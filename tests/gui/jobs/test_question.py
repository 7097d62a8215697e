"""Questions asked of a thread beside the window."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.jobs.background import Background
from gui.jobs.question import Question
from training.engine.data.errors import DataError


@pytest.fixture
def thread(qapp: QApplication) -> Iterator[Background]:
    thread = Background()
    thread.start()
    yield thread
    thread.stop()
    thread.wait()


@pytest.mark.parametrize("fails", [False, True])
def test_an_answer_on_its_way_is_dropped_when_another_question_is_asked(
    qtbot: QtBot, thread: Background, fails: bool
) -> None:
    owner = QObject()
    question, heard, done = Question(thread, "sum", owner), list[object](), Event()
    question.answered.connect(heard.append)
    question.failed.connect(heard.append)

    def first() -> Iterator[object]:
        try:
            if fails:
                raise DataError("too late")
            yield "too late"
        finally:
            done.set()

    question.ask(first)
    assert done.wait(10)
    question.ask(lambda: iter(["in time"]))
    qtbot.waitUntil(lambda: "in time" in heard)
    assert heard == ["in time"]


def test_what_goes_wrong_is_told(qtbot: QtBot, thread: Background) -> None:
    owner = QObject()
    question = Question(thread, "sum", owner)

    def job() -> Iterator[object]:
        yield from ()
        raise DataError("no sum")

    with qtbot.waitSignal(question.failed) as failed:
        question.ask(job)
    assert str((failed.args or [""])[0]) == "no sum"
