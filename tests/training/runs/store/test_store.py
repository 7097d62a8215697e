from __future__ import annotations

import math
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schedulers import SCHEDULERS
from tests.training.runs.store.conftest import epoch
from training.engine.record import EpochRecord
from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.experiment.optimizers import SGD
from training.experiment.problems import ExperimentError
from training.runs.run import Status
from training.runs.store import Mode, RunStore, StoreError, UnknownRunError
from training.runs.store.checksums import checksum
from training.runs.store.tidying import UNDO_DAYS

TIMED = EpochRecord(1, 0.1, 0.05, 0.5, 0.75, None, None, 0.25)


def test_everything_of_a_run_is_there_again(store: RunStore, path: Path) -> None:
    experiment = Experiment(seed=3, optimizer=SGD(lr=1 / 3))
    run = store.create(experiment, "CPU")
    records = [epoch(1, 0.5), epoch(2, math.nan), epoch(3, -math.inf), epoch(4, 5e-324)]
    store.append(run, records[:1], b"one")
    store.append(run, records[1:], b"four")
    store.finish(run, Status.STOPPED, "Stopped by hand.")
    store.close()
    with RunStore(path, Mode.READ) as again:
        found = again.load(run)
    assert found.trace.experiment == experiment
    assert [repr(found.trace[index]) for index in range(4)] == [repr(record) for record in records]
    assert (found.number, found.status, found.message, found.device) == (run, "stopped", "Stopped by hand.", "CPU")


@settings(max_examples=40)
@given(SCHEDULERS, st.integers(0, 2**63 - 1), st.floats(0, 1e300))
def test_every_experiment_comes_back_as_it_was(scheduler: object, seed: int, lr: float) -> None:
    experiment = Experiment(scheduler=scheduler, seed=seed, optimizer=SGD(lr=lr, momentum=0.9))
    with tempfile.TemporaryDirectory() as folder, RunStore(Path(folder) / "runs.sqlite", Mode.WRITE) as store:
        assert store.load(store.create(experiment)).trace.experiment == experiment


def test_the_summary_tells_a_number_that_is_none_from_no_number(store: RunStore) -> None:
    empty, nan, plain = (store.create(Experiment()) for _ in range(3))
    store.append(nan, [epoch(1, 0.25), epoch(2, math.nan)], b"")
    store.append(plain, [TIMED], b"")
    summary = store.summary(nan)
    assert math.isnan(summary.loss or 0)
    assert math.isnan(summary.val_loss or 0)
    assert (summary.lowest, summary.epochs, summary.planned, summary.seconds) == (0.35, 2, 10, 0.5)
    assert (store.summary(empty).loss, store.summary(empty).lowest) == (None, None)
    assert (store.summary(plain).loss, store.summary(plain).val_loss, store.summary(plain).lowest) == (0.5, None, 0.5)


@settings(max_examples=40)
@given(st.lists(st.lists(st.floats(), min_size=1, max_size=4), min_size=1, max_size=5))
def test_the_lowest_loss_is_that_of_all_epochs(blocks: list[list[float]]) -> None:
    with tempfile.TemporaryDirectory() as folder, RunStore(Path(folder) / "runs.sqlite", Mode.WRITE) as store:
        run, losses = store.create(Experiment()), list[float]()
        for block in blocks:
            records = [TIMED._replace(epoch=len(losses) + 1 + place, loss=loss) for place, loss in enumerate(block)]
            store.append(run, records, b"")
            losses += block
        numbers = [loss for loss in losses if not math.isnan(loss)]
        assert store.summary(run).lowest == (min(numbers) if numbers else None)


def test_only_the_last_state_is_kept_and_those_that_were_to_be(store: RunStore) -> None:
    run = store.create(Experiment())
    for number in range(1, 8):
        kept = {number: b"%d" % number} if number % 3 == 0 else {}
        store.append(run, [epoch(number)], b"%d" % number, kept)
    assert store.checkpoints(run) == [3, 6, 7]
    assert (store.checkpoint(run), store.checkpoint(run, 3), store.checkpoint(run, 4)) == (b"7", b"3", None)


def test_the_states_that_are_kept_can_be_thinned_out(store: RunStore) -> None:
    run = store.create(Experiment())
    store.append(run, [epoch(number) for number in range(1, 6)], b"5", dict.fromkeys(range(1, 6), b""))
    store.append(run, [epoch(6), epoch(7)], b"7", {6: b"6"}, step=2)
    assert store.checkpoints(run) == [2, 4, 6, 7]


@pytest.mark.slow
@pytest.mark.parametrize("size", [1_000_000_001, 2**31])
def test_a_state_that_is_too_large_is_told_and_the_run_can_go_on_without_it(store: RunStore, size: int) -> None:
    run = store.create(Experiment())
    with pytest.raises(StoreError, match=r"the training's state, [\d,]+ MB, is too large for it"):
        store.append(run, [epoch(1)], bytes(size))
    store.append(run, [epoch(1)], b"small")
    assert store.checkpoint(run) == b"small"


def test_epochs_must_follow_those_that_are_there(store: RunStore) -> None:
    run = store.create(Experiment())
    store.append(run, [epoch(1), epoch(2)], b"two")
    for number in (1, 2, 4):
        with pytest.raises(StoreError, match="does not follow"):
            store.append(run, [epoch(number)], b"other")
    assert (len(store.load(run).trace), store.checkpoint(run)) == (2, b"two")


def test_a_deleted_run_comes_back_whole(store: RunStore, path: Path) -> None:
    first, second = store.create(Experiment()), store.create(Experiment())
    store.append(first, [epoch(1)], b"state")
    store.set_tags(first, ["kept"])
    before = store.summary(first)
    store.delete(first)
    assert [run.id for run in store.find()] == [second]
    assert [run.id for run in store.find(deleted=True)] == [first]
    store.restore(first)
    assert store.summary(first) == before
    assert store.checkpoint(first) == b"state"


def test_what_was_deleted_long_ago_makes_room_and_its_number_is_not_given_again(store: RunStore, path: Path) -> None:
    old, recent = store.create(Experiment()), store.create(Experiment())
    store.append(old, [epoch(1)], b"state")
    store.delete(old, recent)
    store.close()
    pass_days(path, UNDO_DAYS - 1, old)
    with RunStore(path, Mode.WRITE) as again:
        assert [run.id for run in again.find(deleted=True)] == [recent, old]
    pass_days(path, UNDO_DAYS, old)
    with RunStore(path, Mode.WRITE) as again:
        assert [run.id for run in again.find(deleted=True)] == [recent]
        assert again.checkpoint(old) is None
        assert again.create(Experiment()) == 3


def pass_days(path: Path, days: int, deleted: int) -> None:
    """Make a run one that was deleted so many days ago, the store one that was used on each of them but today."""
    with closing(sqlite3.connect(path)) as connection, connection:
        past = [datetime.now(UTC) - timedelta(day) for day in range(1, days + 1)]
        connection.execute("UPDATE runs SET deleted = ? WHERE id = ?", (past[-1].isoformat(), deleted))
        connection.execute("DELETE FROM days")
        connection.executemany("INSERT INTO days VALUES (?)", [(f"{day:%Y-%m-%d}",) for day in past[:-1]])


@pytest.mark.parametrize("days", [-400, -40, 40, 4000])
def test_a_clock_that_is_wrong_once_deletes_nothing_for_ever(path: Path, days: int) -> None:
    with RunStore(path, Mode.WRITE) as store:
        run = store.create(Experiment())
        store.append(run, [epoch(1)], b"state")
        store.delete(run)
    code = (
        "import sys, time; real = time.time; from training.runs.store import tidying, rows; import datetime as d\n"
        "class Clock(d.datetime):\n"
        "    @classmethod\n"
        "    def now(cls, zone=None): return d.datetime.now(zone) + d.timedelta(int(sys.argv[2]))\n"
        "rows.datetime = Clock\n"
        "from training.runs.store import RunStore, Mode; from pathlib import Path\n"
        "for _ in range(50): RunStore(Path(sys.argv[1]), Mode.WRITE).close()\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path), str(days)], cwd=Path(__file__).parents[4], check=True)
    for _ in range(3):
        with RunStore(path, Mode.WRITE) as store:
            assert [line.id for line in store.find(deleted=True)] == [run]


def test_name_note_and_tags_are_kept_as_they_are_typed(store: RunStore) -> None:
    run = store.create(Experiment())
    name = "<b>\u202e'; DROP TABLE runs; --\x00\n"
    store.rename(run, name)
    store.write_note(run, name)
    store.set_tags(run, ["a, b", "z", "a, b", "ü"])
    summary = store.summary(run)
    assert (summary.name, summary.note, summary.tags) == (name, name, ("a, b", "z", "ü"))
    store.set_tags(run, [])
    assert store.summary(run).tags == ()


def test_a_run_that_goes_on_is_running_for_more_epochs(store: RunStore) -> None:
    run = store.create(Experiment())
    store.finish(run, Status.FAILED, "why")
    store.go_on(run, Experiment(epochs=20), "CPU")
    summary = store.summary(run)
    assert (summary.status, summary.message, summary.planned) == (Status.RUNNING, "", 20)


def test_an_unknown_run_is_named(store: RunStore) -> None:
    for action in (store.summary, store.load, store.delete, store.restore):
        with pytest.raises(UnknownRunError, match="no run 7"):
            action(7)
    with pytest.raises(UnknownRunError):
        store.rename(7, "name")
    with pytest.raises(UnknownRunError):
        store.append(7, [epoch(1)], b"")


def test_an_experiment_of_another_version_is_explained(store: RunStore, path: Path) -> None:
    run = store.create(Experiment())
    store.close()
    with sqlite3.connect(path) as connection:
        text = '{"future": 1}'
        connection.execute("UPDATE runs SET experiment = ?, checksum = ?", (text, checksum(text)))
    connection.close()
    with RunStore(path, Mode.READ) as again:
        assert len(again.find()) == 1
        with pytest.raises(StoreError, match=f"experiment of run {run}"):
            again.load(run)


def test_threads_may_share_a_store(store: RunStore) -> None:
    def work() -> None:
        run = store.create(Experiment())
        for number in range(1, 21):
            store.append(run, [epoch(number)], b"%d" % number)
            assert store.summary(run).epochs == number

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [run.epochs for run in store.find()] == [20] * 4


def parent_of(store: RunStore, blocks: tuple[int, ...] = (3, 4, 2)) -> int:
    """A run of nine epochs in blocks, whose states after some are kept."""
    run, done = store.create(Experiment()), 0
    for length in blocks:
        records = [epoch(number, 1 / number) for number in range(done + 1, done + length + 1)]
        done += length
        store.append(run, records, b"after %d" % done, {done - 1: b"kept %d" % (done - 1)})
    return run


@pytest.mark.parametrize("last", [2, 6, 8, 9])
def test_a_fork_has_the_epochs_of_its_parent_and_the_state_after_them(store: RunStore, last: int) -> None:
    parent = parent_of(store)
    before = store.summary(parent), store.load(parent).trace[8], store.checkpoints(parent)
    experiment = Experiment(epochs=20, edits=(Edit(epoch=last + 1, lr=0.02),))
    fork = store.fork(parent, last, experiment, "CPU")
    run, summary = store.load(fork), store.summary(fork)
    assert [run.trace[place] for place in range(last)] == [epoch(n, 1 / n) for n in range(1, last + 1)]
    assert (run.trace.experiment, len(run.trace), run.device) == (experiment, last, "CPU")
    assert (summary.parent, summary.forked, summary.epochs, summary.loss) == (parent, last, last, 1 / last)
    assert (summary.lowest, summary.seconds) == (pytest.approx(1 / last + 0.1), 0.25 * last)
    assert (store.checkpoints(fork), store.checkpoint(fork)) == ([last], store.checkpoint(parent, last))
    assert (store.summary(parent), store.load(parent).trace[8], store.checkpoints(parent)) == before
    store.append(fork, [epoch(last + 1)], b"on its own way")
    assert store.summary(fork).epochs == last + 1


def test_forks_are_found_by_their_parent(store: RunStore) -> None:
    parent = parent_of(store)
    forks = [store.fork(parent, last, Experiment(epochs=20)) for last in (2, 6)]
    assert [run.id for run in store.find(f"parent = {parent}", "id")] == forks
    assert [run.id for run in store.find("forked > 3")] == forks[1:]
    assert [run.parent for run in store.find("parent != 7")] == [parent, parent]


def test_an_epoch_without_a_state_cannot_be_forked(store: RunStore) -> None:
    parent, empty = parent_of(store), store.create(Experiment())
    with pytest.raises(
        StoreError, match=r"no state after epoch 4 to go on from; there is one after epoch 2, 6, 8, 9\."
    ):
        store.fork(parent, 4, Experiment())
    with pytest.raises(StoreError, match="there is none at all"):
        store.fork(empty, 1, Experiment())
    with pytest.raises(UnknownRunError):
        store.fork(7, 1, Experiment())
    assert len(store.find()) == 2


def test_a_fork_cannot_change_what_its_parent_has_trained(store: RunStore) -> None:
    parent = parent_of(store)
    for experiment in (Experiment(seed=1), Experiment(edits=(Edit(epoch=6, lr=0.2),))):
        with pytest.raises(ExperimentError, match="the first 6 epochs were trained with another value"):
            store.fork(parent, 6, experiment)
    assert len(store.find()) == 1


def test_the_name_of_a_run_follows_what_is_changed_by_hand_unless_somebody_gave_one(store: RunStore) -> None:
    run = store.create(Experiment())
    store.go_on(run, Experiment(edits=(Edit(epoch=3, lr=0.02),)))
    assert store.summary(run).name == "StepLR(step_size=5, gamma=0.5), lr=0.02 from epoch 3"
    store.go_on(run, Experiment(edits=tuple(Edit(epoch=number, lr=0.02) for number in range(2, 9))))
    assert store.summary(run).name == "StepLR(step_size=5, gamma=0.5), changed 7 times by hand"
    store.rename(run, "mine")
    store.go_on(run, Experiment(epochs=20))
    assert store.summary(run).name == "mine"
