"""The window's own thread never waits for the disk, whatever is written; real fsyncs are counted, thread by thread."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.test_process import ROOT, Opened, kept, opened
from tests.slow_disk import NEEDS, slow_disk, waits
from training.runs.run import Status

__all__ = ["opened"]


@pytest.fixture
def disk(tmp_path: Path) -> dict[str, str]:
    """The environment of a program whose fsyncs are counted."""
    slow = slow_disk(tmp_path, 0)
    if slow is None:
        pytest.skip(f"fsyncs cannot be counted here; {NEEDS}")
    return slow


@pytest.mark.parametrize("state", ["training", *(pytest.param(s, marks=pytest.mark.slow) for s in ("idle", "racing"))])
def test_the_window_s_thread_waits_for_no_fsync_from_its_start_to_its_end(
    state: str, opened: Opened, disk: dict[str, str], tmp_path: Path
) -> None:
    experiment = tmp_path / "experiment.toml"
    experiment.write_text("epochs = 1000000\n")
    assert opened(state, str(experiment), **disk).end() == (0, "")
    found = waits(tmp_path)
    assert len(found) > 3
    assert set(found) == {"other"}


@pytest.mark.slow
def test_a_window_that_closes_on_a_slow_disk_loses_nothing(
    opened: Opened, disk: dict[str, str], tmp_path: Path, home: Path
) -> None:
    window = opened("paused", **disk | {"SLOW_DISK_MS": "1500"})
    assert window.end() == (0, "")
    assert [(run.status, run.epochs) for run in kept()] == [(Status.STOPPED, 1)]
    assert set(waits(tmp_path)) == {"other"}
    assert (home / ".local/share/stepwell/draft.json").exists()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_nothing_that_a_user_does_makes_the_window_wait_and_nothing_of_it_is_lost() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.slow_disk", "0.3"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    if NEEDS in done.stdout:
        pytest.skip(done.stdout.strip())
    assert re.search(r"[1-9]\d* times something waited 0.3 s for the disk, 0 times the window itself", done.stdout)
    assert "epochs are kept" in done.stdout
