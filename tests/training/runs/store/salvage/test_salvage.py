"""What comes into the store of a damaged file, or of a backup."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.conftest import contents
from tests.training.runs.store.conftest import epoch
from tests.training.runs.store.version_1 import make_version_1
from training.engine.checkpoint import packed
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store import Mode, RunStore, StoreError
from training.runs.store.salvage import Outcome, Salvage, files_set_aside, runs_of_file
from training.runs.store.salvage.examination import damaged_runs
from training.runs.store.sweeps import Entry, SweepStore

STATE = packed({"epoch": 3})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A run with all that a run may have, its fork, a sweep of two runs, and a deleted one."""
    path = tmp_path / "old" / "runs.sqlite"
    with RunStore(path, Mode.WRITE) as store:
        run = store.create(Experiment(seed=1), "CPU")
        store.append(run, [epoch(1), epoch(2)], STATE, {2: STATE})
        store.append(run, [epoch(3, 0.4)], STATE)
        store.finish(run, Status.FAILED, "No room.")
        store.rename(run, "the first")
        store.write_note(run, "of note")
        store.set_tags(run, ["good", "warm-up"])
        store.fork(run, 2, Experiment(seed=1, epochs=20))
        _, members = SweepStore(store).begin(
            "seed", '{"way": "race"}', [(f"seed {n}", Experiment(seed=n), "CPU") for n in (2, 3)]
        )
        SweepStore(store).append([Entry(member, [epoch(1, member)], STATE, Status.STOPPED) for member in members])
        store.append(store.create(Experiment(seed=4)), [epoch(1)], STATE)
        store.delete(5)
    return path


def put(path: Path, store: RunStore) -> list[Outcome]:
    return list(Salvage(store).put(runs_of_file(path)))


def all_of(store: RunStore) -> list[object]:
    """Return all that is told of the runs."""
    found = [*store.find(order="id"), *store.find(deleted=True)]
    states = [[store.checkpoint(run.id, state) for state in store.checkpoints(run.id)] for run in found]
    traces = [store.load(run.id).trace for run in found]
    return [found, states, [[trace[index] for index in range(len(trace))] for trace in traces]]


def broken(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[:100] = bytes(100)
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [lambda path: None, make_version_1, broken])
def test_everything_of_the_runs_is_there_again_and_only_once(damage, source: Path, store: RunStore) -> None:  # type: ignore[no-untyped-def]
    with RunStore(source, Mode.READ) as old:
        before = all_of(old)
    damage(source)
    untouched = contents(source.parent)
    first = put(source, store)
    assert [(outcome.number, outcome.is_new) for outcome in first] == [(number, True) for number in range(1, 6)]
    assert contents(source.parent) == untouched
    after = all_of(store)
    assert after[1:] == before[1:]
    for told, was in zip(after[0], before[0], strict=True):  # type: ignore[call-overload]
        assert told._replace(message=was.message) == was
    assert [(outcome.number, outcome.is_new) for outcome in put(source, store)] == [(n, False) for n in range(1, 6)]
    assert all_of(store) == after


def test_where_a_number_is_taken_a_run_gets_one_that_none_of_the_others_has(source: Path, store: RunStore) -> None:
    store.append(store.create(Experiment(seed=9)), [epoch(1, 0.9)], STATE)
    assert [outcome.number for outcome in put(source, store)] == [6, 2, 3, 4, 5]
    assert (store.summary(2).parent, store.summary(2).forked) == (6, 2)
    assert store.load(1).trace[0].loss == 0.9


def test_of_a_log_that_is_left_alone_the_runs_are_saved(source: Path, store: RunStore, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    with RunStore(source, Mode.WRITE) as old:
        run = old.create(Experiment(seed=7))
        old.append(run, [epoch(1)], STATE)
        shutil.copy(f"{source}-wal", f"{copy}-wal")
        whole = len(all_of(old)[0])  # type: ignore[arg-type]
        shutil.copy(source, tmp_path / "both.sqlite")
        shutil.copy(f"{source}-wal", tmp_path / "both.sqlite-wal")
    assert run in [outcome.number for outcome in put(copy, store) if outcome.is_new]
    assert len(put(tmp_path / "both.sqlite", store)) == whole
    assert store.load(run).trace[0] == epoch(1)


def test_a_log_whose_file_has_gone_is_set_aside_not_emptied(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "new" / "runs.sqlite"
    path.parent.mkdir()
    with RunStore(source, Mode.WRITE) as old:
        old.append(old.create(Experiment(seed=7)), [epoch(1)], STATE)
        shutil.copy(f"{source}-wal", f"{path}-wal")
        log = Path(f"{path}-wal").read_bytes()
    with RunStore(path, Mode.WRITE) as store:
        assert "runs.damaged-1.sqlite" in store.notice
        (aside,) = files_set_aside(path)
        assert Path(f"{aside}-wal").read_bytes() == log
        assert any(outcome.is_new for outcome in put(aside, store))


def test_of_a_run_with_a_damaged_part_the_epochs_before_it_are_saved(source: Path, store: RunStore) -> None:
    with closing(sqlite3.connect(source)) as connection, connection:
        connection.execute("UPDATE blocks SET numbers = zeroblob(length(numbers)) WHERE run = 1 AND first = 3")
        connection.execute("UPDATE checkpoints SET state = x'00' WHERE run = 1 AND epoch = 3")
        connection.execute("UPDATE runs SET experiment = replace(experiment, '0.1', '0.2') WHERE id = 3")
    with (
        RunStore(source, Mode.WRITE) as damaged,
        pytest.raises(StoreError, match=r"run 1 .* from epoch 3 on is damaged.*runs salvage"),
    ):
        damaged.load(1)
    with closing(sqlite3.connect(source)) as connection:
        assert damaged_runs(connection) == [1, 3]
    outcomes = put(source, store)
    assert [outcome.number for outcome in outcomes] == [1, 2, None, 4, 5]
    assert outcomes[0].sentence == (
        "run 1, the first: saved as run 1 with 2 epochs and 1 checkpoint; "
        "lost: 1 epoch and the checkpoint after epoch 3; it goes on from the one after epoch 2"
    )
    assert outcomes[2].sentence == "run 3: lost, for its experiment is damaged; 1 epoch found"
    told = store.summary(1)
    assert (told.epochs, told.status, told.message) == (2, Status.INTERRUPTED, "Salvaged: 2 of 3 epochs were whole.")
    assert [epoch(1), epoch(2)] == [store.load(1).trace[index] for index in range(2)]
