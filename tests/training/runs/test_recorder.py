from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.engine.checkpoint import resume
from training.engine.data import load
from training.engine.train import Trainer, start, train_on
from training.experiment.data import Moons
from training.experiment.experiment import Experiment
from training.experiment.optimizers import SGD
from training.runs import store_writer
from training.runs.recorder import MOST_KEPT, ROOM_KEPT, Recorder, kept_step
from training.runs.resuming import resumed
from training.runs.run import Status
from training.runs.store import Mode, RunStore

TUTORIAL = Experiment()


class Recording(NamedTuple):
    store: RunStore
    run: int
    trainer: Trainer
    recorder: Recorder
    told: list[str]


Begin = Callable[..., Recording]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Begin a training that is recorded; in the end its store is closed."""
    with ExitStack() as opened:

        def begun(experiment: Experiment = TUTORIAL) -> Recording:
            trainer = start(experiment, load(experiment.data))
            store = opened.enter_context(RunStore(tmp_path / "data" / "runs.sqlite", Mode.WRITE))
            run, told = store.create(experiment), list[str]()
            return Recording(store, run, trainer, Recorder(store, run, trainer, told.append), told)

        yield begun


def test_a_finished_training_is_kept_whole(begin: Begin) -> None:
    store, run, trainer, recorder, told = begin()
    records = list(recorder.follow(train_on(trainer)))
    found = store.load(run)
    assert [found.trace[index] for index in range(10)] == records
    assert (found.status, store.checkpoints(run), recorder.committed, told) == (
        *(Status.FINISHED, list(range(1, 11)), 10, []),
    )


def test_a_training_that_is_left_goes_on_from_its_last_epoch(begin: Begin) -> None:
    store, run, trainer, recorder, _ = begin()
    followed = recorder.follow(train_on(trainer))
    list(islice(followed, 4))
    followed.close()
    assert (store.load(run).status, len(store.load(run).trace)) == (Status.STOPPED, 4)
    state = store.checkpoint(run)
    assert state is not None
    assert resume(trainer.experiment, trainer.dataset, state).epoch == 4


def test_a_divergence_is_kept_with_its_reason(begin: Begin) -> None:
    experiment = Experiment(epochs=60, optimizer=SGD(lr=1e30), data=Moons())
    store, run, trainer, recorder, _ = begin(experiment)
    with pytest.raises(RuntimeError, match="diverged"):
        list(recorder.follow(train_on(trainer)))
    assert store.load(run).status is Status.FAILED
    assert "Try a smaller lr" in store.load(run).message


def test_states_spread_over_the_run_stay_for_forks(begin: Begin) -> None:
    store, run, trainer, recorder, _ = begin(Experiment(epochs=90))
    for record in train_on(trainer):
        recorder.add(record)
        if record.epoch % 7 == 0:
            recorder.commit()
    recorder.finish(Status.FINISHED)
    assert store.checkpoints(run) == [*range(8, 90, 8), 90]
    state = store.checkpoint(run, 16)
    assert state is not None
    assert resume(trainer.experiment, trainer.dataset, state).epoch == 16


@given(st.integers(1, 10**6), st.integers(0, 2 * ROOM_KEPT))
def test_the_states_that_stay_are_few_and_small_and_the_later_ones_among_the_earlier(epoch: int, size: int) -> None:
    step = kept_step(epoch, size)
    if size > ROOM_KEPT:
        assert step == 0
        return
    assert epoch // step <= MOST_KEPT
    assert epoch // step * size <= ROOM_KEPT
    assert step == 1 or epoch // (step // 2) > min(MOST_KEPT, ROOM_KEPT // max(1, size)) - 1
    assert kept_step(epoch + 1, size) % step == 0


def test_what_is_not_yet_due_waits_and_what_is_told_as_committed_is_there(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_writer, "INTERVAL", 1e9)
    store, run, trainer, recording, _ = begin(Experiment(epochs=40))
    seen = set()
    for record in train_on(trainer):
        if record.epoch == 20:
            monkeypatch.setattr(store_writer, "INTERVAL", 0.0)
            monkeypatch.setattr(store_writer, "LARGEST_SHARE", 1e9)
            recording.commit()
        recording.add(record)
        assert store.summary(run).epochs == recording.committed
        seen.add(recording.committed)
    assert seen == {0, *range(20, 41)}


@pytest.mark.logs("The run waits to be kept")
def test_a_store_that_fails_is_told_once_and_the_epochs_wait_for_it(begin: Begin, tmp_path: Path) -> None:
    store, run, trainer, recorder, told = begin()
    folder, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    shutil.move(folder, elsewhere)
    for record in islice(train_on(trainer), 6):
        recorder.add(record)
        recorder.commit()
    assert len(told) == 1
    assert told[0].startswith("The run is not recorded at present. Cannot write")
    assert recorder.committed == 0
    shutil.move(elsewhere, folder)
    recorder.finish(Status.STOPPED)
    assert (recorder.committed, len(store.load(run).trace), store.checkpoints(run)) == (6, 6, [*range(1, 7)])


def test_a_state_that_the_store_cannot_hold_is_left_out_and_the_epochs_are_kept(begin: Begin) -> None:
    store, run, trainer, recorder, told = begin()
    with store.database.transaction() as connection:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 5000)
    records = list(recorder.follow(train_on(trainer)))
    found = store.load(run)
    assert [found.trace[index] for index in range(10)] == records
    assert (found.status, store.checkpoints(run)) == (Status.FINISHED, [])
    assert len(told) == 1
    assert told[0].startswith("The run is recorded without its states")
    assert resumed(store, found, trainer.experiment.changed(epochs=12)).epoch == 10
