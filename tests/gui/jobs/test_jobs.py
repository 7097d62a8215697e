from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui.jobs import jobs as limits
from gui.jobs.jobs import Jobs


@pytest.fixture
def jobs(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jobs]:
    monkeypatch.setattr(limits, "GRACE_MS", 50)
    jobs = Jobs()
    yield jobs
    jobs.finish()
    assert all(lane.wait(10_000) for lane in jobs.lanes.values())


def waiting_for(event: threading.Event, begun: threading.Event) -> Iterator[object]:
    begun.set()
    yield event.wait(60)


def test_a_lane_begins_with_its_first_question_and_questions_share_it(jobs: Jobs, qtbot: QtBot) -> None:
    parent = QObject()
    one, other = jobs.question("side", "one", parent), jobs.question("side", "other", parent)
    assert not jobs.lane("side").isRunning()
    for question in (one, other):
        with qtbot.waitSignal(question.answered, timeout=10_000) as answered:
            question.ask(lambda: iter((7,)))
        assert answered.args == [7]
    assert list(jobs.lanes) == ["side"]


def test_finishing_waits_only_a_while_for_a_job(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TIMEOUT_MS", 50)
    begun, go_on = threading.Event(), threading.Event()
    jobs.lane("slow").submit("stuck", lambda: waiting_for(go_on, begun))
    assert begun.wait(10)
    jobs.finish()
    assert jobs.lane("slow").isRunning()
    go_on.set()


def test_what_a_job_waits_for_is_ended_where_it_does_not_end_by_itself(jobs: Jobs) -> None:
    begun, ended = threading.Event(), threading.Event()
    jobs.end_with(ended.set)
    jobs.lane("learn").submit("snippet", lambda: waiting_for(ended, begun))
    assert begun.wait(10)
    jobs.finish()
    assert not jobs.lane("learn").isRunning()


def test_what_nobody_waits_for_is_not_ended(jobs: Jobs) -> None:
    ended = threading.Event()
    jobs.end_with(ended.set)
    jobs.lane("quick").submit("done", lambda: iter(()))
    jobs.finish()
    assert not ended.is_set()


def test_after_the_end_nothing_begins(jobs: Jobs) -> None:
    lane = jobs.lane("quick")
    jobs.finish()
    lane.submit("late", lambda: iter((1,)))
    assert not lane.isRunning()
