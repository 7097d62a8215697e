"""Real kills of a process that writes: at random moments, and at one disk call after the other."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from tests.training.runs.store.writing import BLOCK, record_of, state_of
from training.experiment.experiment import Experiment
from training.runs.run import Status
from training.runs.store import Mode, RunStore

ROOT = Path(__file__).parents[4]
WRITING = [sys.executable, "-m", "tests.training.runs.store.writing"]
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,mkdir"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


def check(path: Path, acknowledged: int) -> int:
    """Check what a killed writer left; return the epochs of its last run."""
    with RunStore(path, Mode.WRITE) as store:
        assert store.notice == ""
        runs = store.find(order="id")
        assert not [run for run in runs if run.status is Status.RUNNING]
        epochs = runs[-1].epochs if runs else 0
        assert epochs >= acknowledged
        if epochs:
            trace = store.load(runs[-1].id).trace
            assert [repr(trace[index]) for index in range(epochs)] == [
                repr(record_of(epoch)) for epoch in range(1, epochs + 1)
            ]
            assert store.checkpoints(runs[-1].id)[-1] == epochs
            assert store.checkpoint(runs[-1].id) == state_of(epochs)
        store.append(store.create(Experiment()), [record_of(1)], state_of(1))
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    return epochs


def last_of(output: str) -> int:
    return int(output.split()[-1]) if output.split() else 0


def kill_at_random_moments(path: Path, times: int) -> None:
    chance, lengths = random.Random(times), []
    for _ in range(times):
        with subprocess.Popen(
            [*WRITING, "write", path, "100000"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            first = child.stdout.readline()
            time.sleep(chance.uniform(0, 0.15))
            child.kill()
            lengths.append(check(path, last_of(first + child.stdout.read())))
    assert max(lengths) > min(lengths) > 0


def kill_at_calls(folder: Path, numbers: list[int]) -> int:
    """Kill a writer at these disk calls, each time in a new file; return how many of them it came to."""
    reached = 0
    for number in numbers:
        path = folder / f"{number}" / "runs.sqlite"
        trap = ["-e", f"trace={CALLS}", "-e", f"inject={CALLS}:signal=SIGKILL:when={number}"]
        command = ["strace", "-f", "-qq", "-o", os.devnull, *trap, *WRITING, "write", str(path), "5"]
        ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        reached += ended.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
        check(path, last_of(ended.stdout))
    return reached


@pytest.mark.slow
def test_a_kill_at_any_moment_costs_no_epoch_that_was_told_as_kept(tmp_path: Path) -> None:
    kill_at_random_moments(tmp_path / "runs.sqlite", 5)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_sixty_kills_at_random_moments_cost_no_epoch_that_was_told_as_kept(tmp_path: Path) -> None:
    kill_at_random_moments(tmp_path / "runs.sqlite", 60)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_kill_at_a_disk_call_costs_no_epoch_that_was_told_as_kept(tmp_path: Path) -> None:
    assert kill_at_calls(tmp_path, [3, 17, 30, 45, 60]) == 5


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_kills_at_successive_disk_calls_cost_no_epoch_that_was_told_as_kept(tmp_path: Path) -> None:
    assert kill_at_calls(tmp_path, list(range(1, 121))) >= 60


def write_together(path: Path, processes: int, blocks: int) -> None:
    """Let many processes write a store at once, some of which are killed, and check all that they said was kept."""
    chance = random.Random(processes)
    children = [
        subprocess.Popen(
            [*WRITING, "write", str(path), str(blocks)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(processes)
    ]
    killed = chance.sample(children, processes // 4)
    for child in killed:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.uniform(0, 0.1))
        child.kill()
    told = [child.communicate() for child in children]
    assert [error for _, error in told] == [""] * processes
    assert [child.returncode for child in children if child not in killed] == [0] * (processes - len(killed))
    with RunStore(path, Mode.READ) as reader:
        runs = reader.find(order="id")
        assert len(runs) == processes
        kept = sorted(run.epochs for run in runs)
        assert all(now >= last for now, last in zip(kept, sorted(last_of(out) for out, _ in told), strict=True))
        for run in runs:
            trace = reader.load(run.id).trace
            assert [repr(record) for record in trace] == [repr(record_of(place + 1)) for place in range(run.epochs)]
            assert reader.checkpoint(run.id) == state_of(run.epochs)
            assert run.status is (Status.FINISHED if run.epochs == blocks * BLOCK else Status.INTERRUPTED)
    assert check(path, 0) > 0


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    write_together(tmp_path / "runs.sqlite", 4, 20)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_twenty_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    write_together(tmp_path / "runs.sqlite", 20, 60)


def test_readers_never_find_the_file_locked(tmp_path: Path) -> None:
    path, seen = tmp_path / "runs.sqlite", list[int]()

    def read() -> None:
        for _ in range(60):
            with RunStore(path, Mode.READ) as reader:
                (run,) = reader.find()
                assert len(reader.load(run.id).trace) >= run.epochs
                seen.append(run.epochs)

    with RunStore(path, Mode.WRITE) as store:
        run = store.create(Experiment())
        readers = [Thread(target=read) for _ in range(3)]
        for thread in readers:
            thread.start()
        epoch = 0
        while any(thread.is_alive() for thread in readers):
            epoch += 1
            store.append(run, [record_of(epoch)], state_of(epoch))
        for thread in readers:
            thread.join()
    assert len(seen) == 180
    assert max(seen) > min(seen)
