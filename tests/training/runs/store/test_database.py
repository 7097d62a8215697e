"""The file: who may open it, and what becomes of one that is broken, newer or someone else's."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.end_to_end.conftest import contents
from tests.training.runs.store.conftest import epoch
from tests.training.runs.store.version_1 import make_version_1
from training.experiment.experiment import Experiment
from training.machine.lock import hold
from training.runs.run import Status
from training.runs.store import BusyError, Mode, RunStore, StoreError
from training.runs.store.blocks import Block
from training.runs.store.schema import VERSION
from training.runs.store.sweeps import Entry, SweepStore


def filled(path: Path) -> None:
    with RunStore(path, Mode.WRITE) as store:
        for _ in range(5):
            run = store.create(Experiment())
            store.append(run, [epoch(number) for number in range(1, 200)], os.urandom(9000))


def changed(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("mode", Mode)
def test_others_see_what_a_writer_has_told(store: RunStore, path: Path, mode: Mode) -> None:
    run = store.create(Experiment())
    with RunStore(path, mode) as other:
        before = other.version()
        assert other.version() == before
        store.append(run, [epoch(1)], b"state")
        assert other.version() != before
        assert other.summary(run).epochs == 1
        assert (other.summary(run).status, other.summary(run).elsewhere) == (Status.RUNNING, True)
        assert (store.summary(run).status, store.summary(run).elsewhere) == (Status.RUNNING, False)


def test_a_reader_writes_nothing(store: RunStore, path: Path) -> None:
    run = store.create(Experiment())
    with RunStore(path, Mode.READ) as reader, pytest.raises(StoreError, match="for reading only"):
        reader.rename(run, "name")


def test_a_run_that_one_trains_is_let_be_by_the_other(store: RunStore, path: Path) -> None:
    run = store.create(Experiment())
    store.append(run, [epoch(1)], b"state")
    with RunStore(path, Mode.WRITE) as other:
        for action in (
            lambda: other.go_on(run, Experiment()),
            lambda: other.append(run, [epoch(2)], b"other"),
            lambda: other.finish(run, Status.STOPPED),
            lambda: other.delete(run),
            lambda: SweepStore(other).go_on([run]),
            lambda: SweepStore(other).append([Entry(run, [epoch(2)], b"other")]),
        ):
            with pytest.raises(StoreError, match=f"Another Stepwell trains run {run}"):
                action()
        other.rename(run, "its name is anybody's")
        assert other.checkpoint(other.fork(run, 1, Experiment())) == b"state"
        store.finish(run, Status.STOPPED)
        other.go_on(run, Experiment())
        other.append(run, [epoch(2)], b"other")
        with pytest.raises(StoreError, match=f"Another Stepwell trains run {run}"):
            store.append(run, [epoch(3)], b"late")
    store.append(run, [epoch(3)], b"its own again")
    assert store.checkpoint(run) == b"its own again"


def test_an_earlier_version_keeps_others_out_and_its_file_is_brought_up_to_date(path: Path) -> None:
    filled(path)
    make_version_1(path)
    lock = hold(path.with_suffix(".lock"))
    assert lock is not None
    with lock:
        for mode in Mode:
            with pytest.raises(BusyError, match="An earlier version of Stepwell writes"):
                RunStore(path, mode)
    with RunStore(path, Mode.READ) as reader:
        assert [run.status for run in reader.find()] == [Status.INTERRUPTED] * 5
        assert len(reader.load(1).trace) == 199
        assert len(reader.checkpoint(1) or b"") == 9000
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    connection.close()


COLUMNS = [
    ("runs", "experiment"),
    *(("blocks", name) for name in Block._fields),
    *(("checkpoints", name) for name in ("epoch", "state")),
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.sampled_from(COLUMNS), seed=st.integers(0, 2**32))
def test_nothing_is_read_that_was_not_written_so(
    place: tuple[str, str], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (table, column), chance = place, random.Random(seed)
    path = tmp_path_factory.mktemp("changed") / "runs.sqlite"
    with RunStore(path, Mode.WRITE) as store:
        run = store.create(Experiment())
        store.append(run, [epoch(number, lrs=(0.1, 0.2)) for number in range(1, 9)], b"state")
    with closing(sqlite3.connect(path)) as connection:
        ((value,),) = connection.execute(f"SELECT {column} FROM {table}")
        connection.execute(f"UPDATE {table} SET {column} = ?", (mutated(value, chance),))
        connection.commit()
    with RunStore(path, Mode.READ) as reader:
        read = reader.checkpoint if table == "checkpoints" else reader.load
        with pytest.raises(StoreError, match=r"is damaged.*runs salvage"):
            read(run)
        assert [line.id for line in reader.find()] == [run]


def mutated(value: int | str | bytes, chance: random.Random) -> int | str | bytes:
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 7))
    content = bytearray(value.encode() if isinstance(value, str) else value)
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(7)
    return content.decode() if isinstance(value, str) else bytes(content)


def test_without_its_writer_a_run_is_interrupted(store: RunStore, path: Path) -> None:
    run = store.create(Experiment())
    store.close()
    with RunStore(path, Mode.READ) as reader:
        assert reader.summary(run).status is Status.INTERRUPTED
    with RunStore(path, Mode.WRITE) as writer:
        assert writer.load(run).status is Status.INTERRUPTED
        assert writer.load(run).message == "The program ended while this run was training."


def test_every_transaction_is_on_the_disk_when_it_has_ended(store: RunStore) -> None:
    with store.database.transaction() as connection:
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2}


def test_closing_leaves_one_file(path: Path) -> None:
    filled(path)
    assert {file.name for file in path.parent.iterdir()} == {"runs.sqlite", "runs.lock"}


def test_a_file_of_a_later_version_is_refused_untouched(path: Path) -> None:
    filled(path)
    changed(path, f"PRAGMA user_version = {VERSION + 1}")
    before = contents(path.parent)
    for mode in Mode:
        with pytest.raises(StoreError, match="later version of Stepwell"):
            RunStore(path, mode)
    assert contents(path.parent) == before


@pytest.mark.parametrize("statement", ["CREATE TABLE birds (name)", "PRAGMA application_id = 7"])
def test_a_file_of_another_program_is_refused(path: Path, statement: str) -> None:
    path.parent.mkdir()
    changed(path, "CREATE TABLE some (x)", statement)
    with pytest.raises(StoreError, match="belongs to another program"):
        RunStore(path, Mode.WRITE)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM some").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize("content", [b"no database" * 50, b"SQLite format 3\0", b"SQLite format 3\0" + bytes(5000)])
def test_a_broken_file_is_set_aside_untouched(path: Path, content: bytes) -> None:
    for number in (1, 2):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        with pytest.raises(StoreError):
            RunStore(path, Mode.READ)
        with RunStore(path, Mode.WRITE) as store:
            assert f"runs.damaged-{number}.sqlite" in store.notice
            assert store.create(Experiment()) == 1
        assert path.with_name(f"runs.damaged-{number}.sqlite").read_bytes() == content


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), cut=st.booleans())
def test_no_damage_is_an_unforeseen_error_or_deletes_anything(
    seed: int, cut: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(seed)
    path = tmp_path_factory.mktemp("damage") / "runs.sqlite"
    content = bytearray(sound_file(tmp_path_factory))
    for _ in range(chance.choice((1, 10, 1000))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content[: chance.randrange(len(content)) if cut else None])
    damaged = path.read_bytes()
    for mode in Mode:
        with suppress(StoreError), RunStore(path, mode) as store:
            for run in store.find():
                store.load(run.id)
                store.checkpoint(run.id)
    for aside in path.parent.glob("*damaged-1.sqlite"):
        assert aside.read_bytes() == damaged


FILES: list[bytes] = []


def sound_file(factory: pytest.TempPathFactory) -> bytes:
    if not FILES:
        path = factory.mktemp("sound") / "runs.sqlite"
        filled(path)
        FILES.append(path.read_bytes())
    return FILES[0]


def test_a_file_that_has_gone_is_told_and_nothing_is_promised(store: RunStore, path: Path) -> None:
    run = store.create(Experiment())
    path.parent.rename(path.parent.with_name("moved"))
    with pytest.raises(StoreError, match="the file has gone"):
        store.append(run, [epoch(1)], b"state")
    path.parent.with_name("moved").rename(path.parent)
    store.append(run, [epoch(1)], b"state")
    assert store.summary(run).epochs == 1


def test_a_folder_that_cannot_be_made_is_explained() -> None:
    with pytest.raises(StoreError, match="a part of its path is a file"):
        RunStore(Path("/dev/null/none/runs.sqlite"), Mode.WRITE)
