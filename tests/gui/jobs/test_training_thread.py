from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gui.jobs.steered_thread import FULL
from gui.jobs.training_thread import TrainingThread
from training.engine.data import load
from training.engine.train import start, train
from training.experiment.data import Blobs, Table
from training.experiment.experiment import Experiment
from training.experiment.networks import Linear


@pytest.fixture
def threads() -> Iterator[list[TrainingThread]]:
    started: list[TrainingThread] = []
    yield started
    for thread in started:
        thread.stop()
        assert thread.wait(20_000)


def begin(threads: list[TrainingThread], experiment: Experiment) -> TrainingThread:
    thread = TrainingThread(lambda: start(experiment, load(experiment.data)))
    threads.append(thread)
    return thread


def test_the_thread_hands_over_what_the_loop_yields(threads: list[TrainingThread], qtbot: QtBot) -> None:
    thread = begin(threads, Experiment())
    with qtbot.waitSignal(thread.ended, timeout=20_000) as ended:
        thread.start()
    assert ended.args == [""]
    records = thread.take()
    assert [r[:7] for r in records] == [r[:7] for r in train(Experiment())]
    assert thread.take() == []


def test_a_paused_thread_trains_only_what_it_is_allowed(threads: list[TrainingThread], qtbot: QtBot) -> None:
    thread = begin(threads, Experiment(epochs=100))
    thread.allow(2)
    thread.start()
    taken = []
    qtbot.waitUntil(lambda: len(taken) >= 2 or taken.extend(thread.take()) is not None, timeout=20_000)
    qtbot.wait(150)
    assert [record.epoch for record in taken + thread.take()] == [1, 2]
    thread.allow(1)
    qtbot.wait(150)
    assert [record.epoch for record in thread.take()] == [3]


def test_stopping_ends_a_paused_thread(threads: list[TrainingThread], qtbot: QtBot) -> None:
    thread = begin(threads, Experiment(epochs=100))
    thread.allow(0)
    thread.start()
    with qtbot.waitSignal(thread.ended, timeout=20_000) as ended:
        thread.stop()
    assert ended.args == [""]
    assert thread.take() == []


def test_a_window_that_does_not_look_makes_the_training_wait(
    threads: list[TrainingThread], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.jobs.steered_thread.FULL", 50)
    assert FULL > 50
    data = Blobs(rows=10, validation=0.0)
    thread = TrainingThread(lambda: start(Experiment(epochs=10_000, data=data, network=Linear()), load(data)))
    threads.append(thread)
    thread.start()
    qtbot.wait(500)
    first = thread.take()
    assert len(first) == 50
    qtbot.wait(300)
    assert next(record.epoch for record in thread.take()) == 51


def test_data_that_cannot_be_read_end_the_run_with_a_sentence(threads: list[TrainingThread], qtbot: QtBot) -> None:
    thread = begin(threads, Experiment(data=Table(path="/nowhere/rows.csv")))
    with qtbot.waitSignal(thread.ended, timeout=20_000) as ended:
        thread.start()
    assert "no such file" in ended.args[0]
