"""A timer that slows down."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.jobs.adaptive_timer import LONGEST, SHARE, AdaptiveTimer


class Beats(list[float]):
    """When a adaptive_timer beat, in seconds."""

    def __init__(self, adaptive_timer: AdaptiveTimer) -> None:
        super().__init__()
        adaptive_timer.timeout.connect(lambda: self.append(time.perf_counter()))

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
def adaptive_timer(qtbot: QtBot) -> AdaptiveTimer:
    return AdaptiveTimer(5)


def test_quick_work_leaves_the_beat_regular(adaptive_timer: AdaptiveTimer, qtbot: QtBot) -> None:
    beats = Beats(adaptive_timer)
    adaptive_timer.start()
    qtbot.waitUntil(lambda: len(beats) >= 10, timeout=60_000)
    assert beats.least_pause() >= 0.004


def test_slow_work_slows_the_beat_down(adaptive_timer: AdaptiveTimer, qtbot: QtBot) -> None:
    beats = Beats(adaptive_timer)
    adaptive_timer.timeout.connect(lambda: work(0.01))
    adaptive_timer.start()
    qtbot.waitUntil(lambda: len(beats) >= 4, timeout=60_000)
    assert beats.least_pause() >= 0.01 / SHARE


def test_slow_painting_counts_as_work(adaptive_timer: AdaptiveTimer, qtbot: QtBot) -> None:
    beats, widget = Beats(adaptive_timer), SlowlyPainted()
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    adaptive_timer.timeout.connect(widget.update)
    adaptive_timer.start()
    qtbot.waitUntil(lambda: len(beats) >= 4, timeout=60_000)
    assert beats.least_pause() >= 0.01 / SHARE


def test_no_work_makes_it_stand_still(adaptive_timer: AdaptiveTimer, qtbot: QtBot) -> None:
    beats, rests = Beats(adaptive_timer), list[int]()
    adaptive_timer.timeout.connect(lambda: work(0.3))
    adaptive_timer.start()
    timers = adaptive_timer.findChildren(QTimer)
    qtbot.waitUntil(
        lambda: rests.extend(timer.interval() for timer in timers) or len(beats) == 2,
        timeout=60_000,
    )
    assert max(rests) == LONGEST


def test_a_beat_may_be_the_last(adaptive_timer: AdaptiveTimer, qtbot: QtBot) -> None:
    beats = Beats(adaptive_timer)
    adaptive_timer.timeout.connect(adaptive_timer.stop)
    adaptive_timer.start()
    qtbot.waitUntil(lambda: len(beats) == 1)
    qtbot.wait(50)
    assert len(beats) == 1
