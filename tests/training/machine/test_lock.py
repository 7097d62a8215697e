"""The lock between real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from training.machine.lock import held, is_held
from training.machine.lock import hold as hold_now

HOLDER = """
import subprocess, sys
from pathlib import Path
from training.machine.lock import held, is_held
from training.machine.lock import hold as hold_now

with held(Path(sys.argv[1]), lambda: print("waiting", flush=True)):
    print("held", flush=True)
    if sys.argv[2:]:
        child = [sys.executable, "-c", "import sys; print('child', flush=True); sys.stdin.read()"]
        subprocess.call(child, close_fds=False)
    sys.stdin.read()
"""


def hold(path: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLDER, str(path), *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_second_process_says_so_and_waits_for_the_first(tmp_path: Path) -> None:
    with hold(tmp_path / "lock") as first:
        assert line(first) == "held"
        with hold(tmp_path / "lock") as second:
            assert line(second) == "waiting"
            first.communicate()
            assert line(second) == "held"


def test_a_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    with hold(tmp_path / "lock") as first:
        assert line(first) == "held"
        first.kill()
    waited: list[bool] = []
    with held(tmp_path / "lock", lambda: waited.append(True)):
        assert not waited


@pytest.mark.skipif(os.name == "nt", reason="on Windows a lock belongs to one process")
def test_a_child_that_outlives_its_killed_parent_keeps_the_lock(tmp_path: Path) -> None:
    with hold(tmp_path / "lock", "with a child") as first:
        assert [line(first), line(first)] == ["held", "child"]
        first.kill()
        first.wait()
        with hold(tmp_path / "lock") as second:
            assert line(second) == "waiting"
            assert first.stdin is not None
            first.stdin.close()
            assert line(second) == "held"


def test_without_waiting_a_lock_is_held_or_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_held(path)
    first = hold_now(path)
    assert first is not None
    assert is_held(path)
    assert hold_now(path) is None
    first.close()
    assert not is_held(path)
    with hold(path) as other:
        assert line(other) == "held"
        assert hold_now(path) is None
