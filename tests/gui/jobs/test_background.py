from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gui.jobs.background import Background
from training.engine.data.errors import DataError


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    thread = Background()
    thread.start()
    yield thread
    thread.stop()
    assert thread.wait(10_000)


def test_every_value_of_a_job_arrives_with_its_name(background: Background, qtbot: QtBot) -> None:
    seen: list[tuple[str, object]] = []
    background.yielded.connect(lambda name, value: seen.append((name, value)))
    background.submit("count", lambda: iter([1, 2, 3]))
    qtbot.waitUntil(lambda: len(seen) == 3)
    assert seen == [("count", 1), ("count", 2), ("count", 3)]


def test_a_newer_job_of_the_same_name_drops_the_older_half_way(background: Background, qtbot: QtBot) -> None:
    seen: list[object] = []
    background.yielded.connect(lambda name, value: seen.append(value))
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> Iterator[object]:
        yield "first"
        begun.set()
        go_on.wait(10)
        yield "outdated"

    background.submit("job", slow)
    assert begun.wait(10)
    background.submit("job", lambda: iter(["newest"]))
    background.submit("other", lambda: iter(["other"]))
    go_on.set()
    qtbot.waitUntil(lambda: "other" in seen)
    assert seen == ["first", "newest", "other"]


def test_a_job_that_fails_is_reported_and_the_next_one_runs(background: Background, qtbot: QtBot) -> None:
    failures: list[object] = []
    background.failed.connect(lambda name, error: failures.append((name, str(error))))

    def broken() -> Iterator[object]:
        raise DataError("the reason")
        yield

    background.submit("broken", broken)
    qtbot.waitUntil(lambda: failures == [("broken", "the reason")])
    with qtbot.waitSignal(background.yielded):
        background.submit("fine", lambda: iter([1]))
