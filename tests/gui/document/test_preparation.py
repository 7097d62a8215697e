from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from gui.document import preparation
from gui.document.preparation import DATA, Preparation


@pytest.fixture
def window(qtbot: QtBot) -> QObject:
    return QObject()


@pytest.fixture
def prepared(window: QObject) -> Iterator[Preparation]:
    made = Preparation(window)
    yield made
    made.finish()


def running(window: QObject) -> list[QThread]:
    return [thread for thread in window.findChildren(QThread) if thread.isRunning()]


def test_finishing_waits_only_a_while_for_a_job_and_the_window_can_tell(
    prepared: Preparation, window: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "PATIENCE_MS", 100)
    begun, go_on = threading.Event(), threading.Event()

    def stuck() -> Iterator[object]:
        begun.set()
        yield go_on.wait(60)

    prepared.slow.submit(DATA, stuck)
    assert begun.wait(10)
    prepared.finish()
    assert prepared.slow in running(window)
    go_on.set()
    assert all(thread.wait(10_000) for thread in running(window))
