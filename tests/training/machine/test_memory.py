from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from training.machine import memory
from training.machine.memory import free_memory

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="about Linux's files")
GB = 10**9
Machine = Callable[..., int | None]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Write what a machine says of itself, and return what is free there."""
    monkeypatch.setattr(memory, "PROC", tmp_path / "proc")
    monkeypatch.setattr(memory, "GROUPS", tmp_path / "groups")

    def free(available: int, swap: int = 0, **files: str) -> int | None:
        lines = f"MemTotal: 99 kB\nMemAvailable: {available // 1024} kB\nSwapFree: {swap // 1024} kB\n"
        for name, text in {"proc/meminfo": lines, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return free_memory()

    return free


def test_the_system_s_word_counts_with_its_swap(machine: Machine) -> None:
    assert machine(4 * GB, GB) == pytest.approx(5 * GB, abs=2048)


@pytest.mark.parametrize("limit", ["max", str(8 * GB), "nonsense"])
def test_a_group_s_limit_counts_where_it_has_one_and_its_cache_is_free(machine: Machine, limit: str) -> None:
    group = "groups/app/"
    files = {
        "proc/self/cgroup": "0::/app/inner\n",
        f"{group}memory.max": limit,
        f"{group}memory.current": str(7 * GB),
        f"{group}memory.stat": f"anon 1\nfile {2 * GB}\nshmem {GB}\n",
    }
    expected = 2 * GB if limit.isdigit() else 30 * GB
    assert machine(30 * GB, **files) == pytest.approx(expected, abs=2048)


def test_an_old_group_s_limit_counts_too(machine: Machine) -> None:
    group = "groups/memory/app/"
    files = {
        "proc/self/cgroup": "9:name=systemd:/\n4:cpu,memory:/app\n",
        f"{group}memory.limit_in_bytes": str(3 * GB),
        f"{group}memory.usage_in_bytes": str(GB),
        f"{group}memory.stat": "total_cache 0\ntotal_shmem 0\n",
    }
    assert machine(30 * GB, **files) == 2 * GB


def test_a_system_that_tells_nothing_is_taken_at_what_is_built_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "PROC", tmp_path)
    assert (free_memory() or 0) > GB / 2
