"""A timer that slows down."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.jobs.heartbeat import LONGEST, SHARE, Heartbeat


class Beats(list[float]):
    """When a heartbeat beat, in seconds."""

    def __init__(self, heartbeat: Heartbeat) -> None:
        super().__init__()
        heartbeat.beaten.connect(lambda: self.append(time.perf_counter()))

    def least_pause(self) -> float:
        return min(after - before for before, after in pairwise(self))


def work(seconds: float) -> None:
    """Keep this thread's processor busy."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


class SlowlyPainted(QWidget):
    """Takes 10 ms to paint."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        work(0.01)


@pytest.fixture
def heartbeat(qtbot: QtBot) -> Heartbeat:
    return Heartbeat(5)


def test_quick_work_leaves_the_beat_regular(heartbeat: Heartbeat, qtbot: QtBot) -> None:
    beats = Beats(heartbeat)
    heartbeat.start()
    qtbot.waitUntil(lambda: len(beats) >= 10, timeout=60_000)
    assert beats.least_pause() >= 0.004


def test_slow_work_slows_the_beat_down(heartbeat: Heartbeat, qtbot: QtBot) -> None:
    beats = Beats(heartbeat)
    heartbeat.beaten.connect(lambda: work(0.01))
    heartbeat.start()
    qtbot.waitUntil(lambda: len(beats) >= 4, timeout=60_000)
    assert beats.least_pause() >= 0.01 / SHARE


def test_slow_painting_counts_as_work(heartbeat: Heartbeat, qtbot: QtBot) -> None:
    beats, widget = Beats(heartbeat), SlowlyPainted()
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    heartbeat.beaten.connect(widget.update)
    heartbeat.start()
    qtbot.waitUntil(lambda: len(beats) >= 4, timeout=60_000)
    assert beats.least_pause() >= 0.01 / SHARE


def test_no_work_makes_it_stand_still(heartbeat: Heartbeat, qtbot: QtBot) -> None:
    beats, rests = Beats(heartbeat), list[int]()
    heartbeat.beaten.connect(lambda: work(0.3))
    heartbeat.start()
    timers = heartbeat.findChildren(QTimer)
    qtbot.waitUntil(
        lambda: rests.extend(timer.interval() for timer in timers) or len(beats) == 2,
        timeout=60_000,
    )
    assert max(rests) == LONGEST


def test_a_beat_may_be_the_last(heartbeat: Heartbeat, qtbot: QtBot) -> None:
    beats = Beats(heartbeat)
    heartbeat.beaten.connect(heartbeat.stop)
    heartbeat.start()
    qtbot.waitUntil(lambda: len(beats) == 1)
    qtbot.wait(50)
    assert len(beats) == 1
