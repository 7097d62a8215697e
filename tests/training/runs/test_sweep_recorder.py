from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path

import pytest

from tests.training.engine.sweep.conftest import data_of, distance, single, without_time
from training.engine.checkpoint import resume
from training.engine.sweep.sweep import Way
from training.engine.train import train_on
from training.experiment.data import Moons
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.sweep import Sweep, sweep_of
from training.runs import store_writer
from training.runs.resuming import resumed
from training.runs.run import Status
from training.runs.store import Mode, RunStore
from training.runs.stored_sweep import StoredSweep, begin_sweep, find_sweep
from training.runs.sweep_recorder import SweepRecorder, train_unrecorded

ROOT = Path(__file__).parents[3]
SMALL = Moons(rows=60)
DATA = {SMALL: data_of(SMALL)}
WAYS = pytest.mark.parametrize("way", [Way.FAST, Way.EXACT, Way.RACE])
ALWAYS = pytest.mark.usefixtures("_always")


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[Callable[[], RunStore]]:
    """Open the store anew; a store that was opened before is closed."""
    with ExitStack() as opened:

        def reopened() -> RunStore:
            opened.close()
            return opened.enter_context(RunStore(tmp_path / "data" / "runs.sqlite", Mode.WRITE))

        yield reopened


@pytest.fixture
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every epoch be kept at once."""
    monkeypatch.setattr(store_writer, "INTERVAL", 0.0)
    monkeypatch.setattr(store_writer, "LARGEST_SHARE", 1e9)
    monkeypatch.setattr("training.engine.sweep.rounds.LARGEST_SHARE", 1e9)


def grid(epochs: int = 6, **table: object) -> Sweep:
    varied = {"scheduler.gamma": [0.1, 0.5, 0.9], "seed": [0, 1], **table}
    return sweep_of(plain(Experiment(epochs=epochs, data=SMALL)), varied)


def begun(store: RunStore, sweep: Sweep, way: Way) -> SweepRecorder:
    return SweepRecorder(store, begin_sweep(store, sweep, way), print)


def assert_whole(store: RunStore, sweep: StoredSweep) -> None:
    """Check that the store has every run as it would be alone."""
    found = find_sweep(store, sweep.number)
    assert not found.open
    for place, variant in enumerate(sweep.sweep.variants):
        run, alone = found.runs[place], single(variant.experiment)
        kept = [run.trace[epoch] for epoch in range(len(run.trace))], run.message
        assert run.status is (Status.FAILED if run.message else Status.FINISHED)
        assert distance(kept, alone) < 1e-5
        if sweep.way is not Way.FAST:
            assert without_time(kept) == without_time(alone)


@WAYS
def test_every_run_is_kept_whole(open_store: Callable[[], RunStore], way: Way) -> None:
    store = open_store()
    sweep = begin_sweep(store, grid(), way)
    names = [summary.name for summary in store.find("", "place")]
    assert names[:2] == ["gamma 0.1, seed 0", "gamma 0.1, seed 1"]
    told = [update for block in SweepRecorder(store, sweep, print).train(DATA) for update in block]
    assert len(told) == 36
    assert_whole(open_store(), sweep)


@WAYS
@ALWAYS
@pytest.mark.parametrize("blocks", [1, 4, 9])
def test_a_stopped_sweep_goes_on_as_if_nothing_had_been(
    open_store: Callable[[], RunStore], way: Way, blocks: int
) -> None:
    store = open_store()
    sweep = begin_sweep(store, grid(), way)
    with closing(SweepRecorder(store, sweep, print).train(DATA)) as training:
        epochs = sum(len(block) for block in islice(training, blocks))
    store = open_store()
    found = find_sweep(store, sweep.number)
    assert sum(len(run.trace) for run in found.runs.values()) == epochs
    assert {run.status for run in found.open.values()} <= {Status.STOPPED}
    list(SweepRecorder(store, found, print).train(DATA))
    assert_whole(open_store(), sweep)


@WAYS
def test_a_run_of_a_stopped_sweep_goes_on_alone(open_store: Callable[[], RunStore], way: Way) -> None:
    store = open_store()
    sweep = begin_sweep(store, grid(), way)
    with closing(SweepRecorder(store, sweep, print).train(DATA)) as training:
        list(islice(training, 3))
    number = next(run.number for run in find_sweep(store, sweep.number).open.values() if len(run.trace))
    run = store.load(number)
    trainer = resumed(store, run)
    whole = [run.trace[epoch] for epoch in range(len(run.trace))] + list(train_on(trainer))
    assert distance((whole, ""), single(run.trace.experiment)) < 1e-5
    assert way is Way.FAST or without_time((whole, "")) == without_time(single(run.trace.experiment))


@ALWAYS
def test_what_is_told_as_committed_is_there_with_its_state(open_store: Callable[[], RunStore]) -> None:
    store = open_store()
    sweep = begin_sweep(store, grid(early_stopping=["none", 1]), Way.FAST)
    recorder, seen = SweepRecorder(store, sweep, print), set()
    for _ in recorder.train(DATA):
        for place, run in sweep.runs.items():
            summary, epochs = store.summary(run.number), recorder.committed[place]
            assert summary.epochs == epochs
            if epochs and summary.status is Status.RUNNING:
                state = store.checkpoint(run.number)
                assert state is not None
                assert resume(run.trace.experiment, DATA[SMALL], state).epoch == epochs
            seen.add(epochs)
    assert seen == set(range(1, 7))


def test_what_is_not_due_waits(open_store: Callable[[], RunStore]) -> None:
    recorder = begun(open_store(), grid(), Way.FAST)
    with closing(recorder.train(DATA)) as training:
        list(islice(training, 4))
        assert set(recorder.committed.values()) == {0}
    assert set(recorder.committed.values()) == {4}


def test_a_sweep_that_is_stopped_at_once_leaves_no_run_running(open_store: Callable[[], RunStore]) -> None:
    store = open_store()
    recorder = begun(store, grid(), Way.FAST)
    recorder.train(DATA).close()
    assert {summary.status for summary in store.find()} == {Status.STOPPED}


def test_failures_are_kept_with_their_reasons_and_not_tried_again(open_store: Callable[[], RunStore]) -> None:
    store = open_store()
    rates = [{"kind": "SGD", "lr": lr, "momentum": 0.9} for lr in (0.1, 1e30)]
    sweep = begin_sweep(store, sweep_of(plain(Experiment(epochs=9, data=SMALL)), {"optimizer": rates}), Way.EXACT)
    list(SweepRecorder(store, sweep, print).train(DATA))
    found = find_sweep(store, sweep.number)
    assert [run.status for run in found.runs.values()] == [Status.FINISHED, Status.FAILED]
    assert "diverged" in found.runs[1].message
    assert not found.open


@pytest.mark.logs("The sweep waits to be kept")
@ALWAYS
def test_a_store_that_fails_is_told_once_and_the_epochs_wait_for_it(
    open_store: Callable[[], RunStore], tmp_path: Path
) -> None:
    store, told = open_store(), list[str]()
    sweep = begin_sweep(store, grid(), Way.FAST)
    recorder, folder, elsewhere = SweepRecorder(store, sweep, told.append), tmp_path / "data", tmp_path / "elsewhere"
    training = recorder.train(DATA)
    shutil.move(folder, elsewhere)
    list(islice(training, 3))
    assert len(told) == 1
    assert told[0].startswith("The sweep is not recorded at present. Cannot write")
    assert set(recorder.committed.values()) == {0}
    shutil.move(elsewhere, folder)
    list(training)
    assert_whole(store, sweep)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("way", "start_up"), [(Way.FAST, 9.0), (Way.EXACT, 9.0), (Way.RACE, 9.0), (Way.EXACT, -1.0)], ids=str
)
@pytest.mark.parametrize("blocks", [1, 3, 8])
def test_what_a_paused_sweep_has_shown_is_on_the_disk_and_it_goes_on_as_if_it_had_not_rested(
    open_store: Callable[[], RunStore], monkeypatch: pytest.MonkeyPatch, way: Way, start_up: float, blocks: int
) -> None:
    """With a START_UP below 0, the runs are trained in worker processes."""
    monkeypatch.setattr("training.engine.sweep.sweep.START_UP", start_up)
    monkeypatch.setattr("training.engine.sweep.sweep.cores", lambda: 2)
    store = open_store()
    sweep = begin_sweep(store, grid(40, **{"network.hidden": [[5], [6]]}), way)
    recorder, shown = SweepRecorder(store, sweep, print), Counter[int]()
    with closing(recorder.train(DATA)) as training:
        for block in islice(training, blocks):
            shown.update(update.run for update in block if update.record)
        for _ in range(3):
            recorder.rest()
        for place, run in sweep.runs.items():
            summary = store.summary(run.number)
            assert summary.epochs == recorder.committed[place] >= shown[place]
            assert summary.status is not Status.RUNNING or not summary.epochs or store.checkpoint(run.number)
        for block in training:
            shown.update(update.run for update in block if update.record)
    assert shown == dict.fromkeys(range(12), 40)
    assert_whole(open_store(), sweep)


def test_without_a_store_the_same_is_trained() -> None:
    sweep = grid()
    told = [update for block in train_unrecorded(sweep, Way.EXACT, DATA) for update in block]
    assert len(told) == 36


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@WAYS
def test_kills_cost_no_epoch_that_was_told_as_kept_and_the_sweep_goes_on(tmp_path: Path, way: Way) -> None:
    kill_until_done(tmp_path, way, kills=3)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@WAYS
def test_many_kills_cost_no_epoch_that_was_told_as_kept(tmp_path: Path, way: Way) -> None:
    kill_until_done(tmp_path, way, kills=20)


def kill_until_done(folder: Path, way: Way, kills: int) -> None:
    file, path, chance = folder / "grid.toml", folder / "runs.sqlite", random.Random(kills)
    lines = f"epochs = {100 * kills}\n[data]\nkind = 'Moons'\nrows = 60\n"
    file.write_text(f"{lines}[sweep]\nscheduler.gamma = [0.8, 0.9]\nscheduler.step_size = [20]\nseed = [0, 1]\n")
    for _ in range(kills):
        told = {int(place): epochs for place, epochs in killed(file, path, way, chance.uniform(0, 0.3)).items()}
        with RunStore(path, Mode.WRITE) as store:
            found = find_sweep(store, 1)
            assert {run.status for run in found.open.values()} <= {Status.INTERRUPTED, Status.STOPPED}
            assert all(len(found.runs[place].trace) >= epochs for place, epochs in told.items())
    with RunStore(path, Mode.WRITE) as store:
        found = find_sweep(store, 1)
        assert any(len(run.trace) for run in found.runs.values())
        list(SweepRecorder(store, found, print).train({}))
        assert_whole(store, found)


def killed(file: Path, path: Path, way: Way, seconds: float) -> dict[str, int]:
    """Kill a process that trains, after so many seconds; return what it has told last."""
    command = [sys.executable, "-m", "tests.training.runs.sweeping", file, path, way]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(seconds)
        child.kill()
        lines = [first, *child.stdout.read().splitlines()]
    whole = [line for line in lines if line.strip().endswith("}")]
    return json.loads(whole[-1]) if whole else {}
