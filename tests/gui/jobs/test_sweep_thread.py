from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gui.jobs.sweep_thread import SweepThread
from training.engine.sweep.sweep import Way
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.sweep import Sweep, sweep_of
from training.runs.sweep_recorder import Blocks, train_unrecorded

Threads = list[SweepThread]


@pytest.fixture
def threads() -> Iterator[Threads]:
    started: Threads = []
    yield started
    for thread in started:
        thread.stop()
        assert thread.wait(20_000)


def seeds(count: int, epochs: int) -> Sweep:
    return sweep_of(plain(Experiment(epochs=epochs)), {"seed": list(range(count))})


def begin(threads: Threads, sweep: Sweep, way: Way = Way.FAST) -> SweepThread:
    def blocks(thread: SweepThread) -> Blocks:
        return train_unrecorded(sweep, way, {})

    thread = SweepThread(blocks)
    threads.append(thread)
    return thread


def test_every_epoch_of_every_run_is_handed_over_once(threads: Threads, qtbot: QtBot) -> None:
    thread = begin(threads, seeds(5, 3))
    with qtbot.waitSignal(thread.ended, timeout=20_000) as ended:
        thread.start()
    assert ended.args == [""]
    first = thread.take(most=4)
    updates = first + thread.take()
    assert len(first) == 4
    assert sorted((update.run, update.record.epoch) for update in updates if update.record) == [
        (run, epoch) for run in range(5) for epoch in (1, 2, 3)
    ]
    assert thread.take() == []


def test_a_paused_race_trains_only_the_rounds_it_is_allowed(threads: Threads, qtbot: QtBot) -> None:
    thread = begin(threads, seeds(2, 100), Way.RACE)
    thread.allow(2)
    thread.start()
    taken: list[int] = []
    qtbot.waitUntil(lambda: taken.extend(update.run for update in thread.take()) or len(taken) == 4, timeout=20_000)
    qtbot.wait(100)
    assert thread.take() == []


def test_stopping_ends_a_paused_thread(threads: Threads, qtbot: QtBot) -> None:
    thread = begin(threads, seeds(2, 100))
    thread.allow(0)
    thread.start()
    with qtbot.waitSignal(thread.ended, timeout=20_000):
        thread.stop()
