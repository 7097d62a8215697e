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

from tests.training.runs.store.writing import record_of, state_of
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


def test_a_kill_at_any_moment_costs_no_epoch_that_was_told_as_kept(tmp_path: Path) -> None:
    kill_at_random_moments(tmp_path / "runs.sqlite", 5)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_sixty_kills_at_random_moments_cost_no_epoch_that_was_told_as_kept(tmp_path: Path) -> None:
    kill_at_random_moments(tmp_path / "runs.sqlite", 60)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_a_kill_at_a_disk_call_costs_no_epoch_that_was_told_as_kept(tmp_path: Path) -> None:
    assert kill_at_calls(tmp_path, [3, 17, 30, 45, 60]) == 5


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_kills_at_successive_disk_calls_cost_no_epoch_that_was_told_as_kept(tmp_path: Path) -> None:
    assert kill_at_calls(tmp_path, list(range(1, 121))) >= 60


def test_of_two_that_start_together_one_writes_and_the_other_reads(tmp_path: Path) -> None:
    both = [
        subprocess.Popen([*WRITING, "contend"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]

    def ask(question: str) -> list[str]:
        for child in both:
            assert child.stdin is not None
            child.stdin.write(f"{question}\n")
            child.stdin.flush()
        return sorted(child.stdout.readline().strip() for child in both if child.stdout)

    for number in range(20):
        path = tmp_path / str(number % 4) / "runs.sqlite"  # new ones, and some that are there
        assert ask(str(path)) == ["reader", "writer"]
        assert ask("close") == ["closed", "closed"]
    for child in both:
        assert child.communicate()[0] == ""
        assert child.returncode == 0


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
