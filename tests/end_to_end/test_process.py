"""The window as a process: it ends well whenever the system says so, and what was finished is saved."""

from __future__ import annotations

import csv
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from training.interruption import HANG_UP
from training.layout import NEW_WINDOW
from training.runs.run import Status
from training.runs.store import Mode, RunStore, RunSummary, default_path

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds; a busy machine is no failure
NOISE = re.compile(r"This plugin does not support \w+\(\)\n")  # the offscreen platform has no window manager
LARGE_DATA = "epochs = 1000000\n[data]\nkind = 'Blobs'\nrows = 100000\nfeatures = 20\n"
LONG_EPOCH = "batch_size = 1\n[network]\nkind = 'MLP'\nhidden = [4096, 4096]\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


class Window:
    """A process with a window that nobody sees, brought into a state."""

    def __init__(self, state: str, *arguments: str, **environment: str) -> None:
        """Return once it says that it has reached the state."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.end_to_end.driver", state, *arguments],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self.hear(state)

    def hear(self, word: str) -> None:
        """Return once it says this."""
        while word not in self.said:
            assert self.process.stdout is not None
            line = self.process.stdout.readline()
            assert line, self.process.communicate()[1]
            self.said.append(line.strip())

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Send the signal; return the exit code and what was said on standard error."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        """Wait for the end; return the exit code and what was said on standard error."""
        _, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, NOISE.sub("", err)


Opened = Callable[..., Window]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Open a Window; at the end none is left running."""
    windows: list[Window] = []

    def open_window(*arguments: str, **environment: str) -> Window:
        windows.append(Window(*arguments, **environment))
        return windows[-1]

    yield open_window
    for window in windows:
        window.process.kill()
        window.process.communicate()


def kept() -> list[RunSummary]:
    """Return the runs in the store, the first one first."""
    with RunStore(default_path(), Mode.READ) as store:
        return store.find(order="id")


def saved(home: Path) -> list[Path]:
    """Return the traces of runs that no store kept."""
    return sorted((home / ".local/share/stepwell/stopped").glob("*.csv"))


def epochs_in(trace: Path) -> int:
    with trace.open(newline="") as file:
        return len(list(csv.DictReader(file)))


@pytest.fixture
def experiment(tmp_path: Path) -> str:
    path = tmp_path / "experiment.toml"
    path.write_text("epochs = 1000000\n")
    return str(path)


def assert_kept(state: str) -> None:
    """Check that the store has what a window in this state had finished."""
    if state == "visible":
        return  # there may be no store yet
    runs = kept()
    assert [run.status for run in runs] == ([] if state == "idle" else [Status.STOPPED])
    if state == "paused":
        assert [run.epochs for run in runs] == [1]
    if state == "training":
        assert runs[0].epochs >= 3
        assert runs[0].planned == 1_000_000


@pytest.mark.parametrize(
    ("state", "number"),
    [
        ("visible", signal.SIGINT),
        ("loading", signal.SIGTERM),
        ("training", signal.SIGTERM),
        ("training", HANG_UP),
        pytest.param("paused", signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param("visible", signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param("idle", signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param("idle", signal.SIGINT, marks=pytest.mark.slow),
        pytest.param("loading", signal.SIGINT, marks=pytest.mark.slow),
        pytest.param("training", signal.SIGINT, marks=pytest.mark.slow),
        pytest.param("paused", signal.SIGINT, marks=pytest.mark.slow),
    ],
)
def test_a_signal_ends_the_window_well_in_every_state(
    state: str, number: signal.Signals, opened: Opened, experiment: str, home: Path
) -> None:
    if state == "loading":
        Path(experiment).write_text(LARGE_DATA)
    assert opened(state, experiment).end(number) == (0, "")
    assert_kept(state)
    assert saved(home) == []


WORKING = ("sweeping", "sweeping apart", "racing", "exporting", "looking", "learning")


def ends_well_at_work(state: str, opened: Opened, experiment: str, number: signal.Signals) -> None:
    """Open a window that works, end it, and check that nothing is lost and nobody left behind."""
    window = opened(state, experiment)
    others = children(window.process.pid)
    begin = time.monotonic()
    assert window.end(number) == (0, "")
    assert time.monotonic() - begin < (20 if os.environ.get("CI") else 10)
    assert not [pid for pid in others if Path(f"/proc/{pid}/stat").exists()]
    if state != "learning":
        runs = kept()
        assert runs
        assert Status.RUNNING not in {run.status for run in runs}
        assert any(run.epochs for run in runs)


def children(pid: int) -> list[str]:
    """Return the processes that a process has started."""
    found = subprocess.run(["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True, check=False)
    return found.stdout.split()


@pytest.mark.slow
@pytest.mark.parametrize("state", ["sweeping", "sweeping apart", "learning"])
def test_a_signal_ends_a_window_that_works(state: str, opened: Opened, experiment: str) -> None:
    ends_well_at_work(state, opened, experiment, signal.SIGTERM)


@pytest.mark.slow
@pytest.mark.parametrize("state", WORKING)
def test_ten_signals_end_a_window_that_works(state: str, opened: Opened, experiment: str) -> None:
    for place in range(10):
        ends_well_at_work(state, opened, experiment, (signal.SIGTERM, signal.SIGINT)[place % 2])


@pytest.mark.slow
@pytest.mark.parametrize("state", ["idle", "loading", "training", "paused"])
def test_ten_signals_end_the_window_well_in_every_state(state: str, opened: Opened, experiment: str) -> None:
    if state == "loading":
        Path(experiment).write_text(LARGE_DATA)
    for place in range(10):
        assert opened(state, experiment).end((signal.SIGTERM, signal.SIGINT)[place % 2]) == (0, "")


@pytest.mark.slow
def test_windows_closed_together_each_keep_their_run(opened: Opened, experiment: str, home: Path) -> None:
    first, second = opened("paused", experiment), opened("paused", experiment, NEW_WINDOW)
    assert ("keeps the draft" in first.said, "keeps no draft" in second.said) == (True, True)
    draft = (home / ".local/share/stepwell/draft.json").read_bytes()
    second.process.send_signal(signal.SIGTERM)
    assert first.end() == (0, "")
    assert second.ended() == (0, "")
    assert [(run.status, run.epochs) for run in kept()] == [(Status.STOPPED, 1)] * 2
    assert saved(home) == []
    assert (home / ".local/share/stepwell/draft.json").read_bytes() == draft


@pytest.mark.slow
def test_a_paused_run_is_kept_while_it_waits_and_the_next_window_keeps_the_draft(
    opened: Opened, experiment: str
) -> None:
    window = opened("paused", experiment)
    deadline = time.monotonic() + PATIENCE
    while [run.epochs for run in kept()] != [1]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert window.end(signal.SIGKILL)[0] == -signal.SIGKILL
    assert [run.epochs for run in kept()] == [1]
    window = opened("idle")
    assert "keeps the draft" in window.said
    assert window.end() == (0, "")


@pytest.mark.slow
def test_without_a_place_to_save_the_reason_is_told(opened: Opened, experiment: str) -> None:
    window = opened("paused", experiment, XDG_DATA_HOME="/dev/null/none")
    code, err = window.end()
    assert code == 0
    assert err == "Cannot write /dev/null/none/stepwell/stopped: a part of its path is a file, not a folder.\n"


@pytest.mark.slow
def test_an_epoch_that_takes_minutes_holds_nothing_up(opened: Opened, experiment: str, home: Path) -> None:
    Path(experiment).write_text(LONG_EPOCH)
    window = opened("begun", experiment)
    begin = time.monotonic()
    assert window.end() == (0, "")
    assert time.monotonic() - begin < 20
    assert [(run.status, run.epochs) for run in kept()] == [(Status.STOPPED, 0)]


@pytest.mark.slow
def test_signals_at_random_moments_end_the_window_well(opened: Opened, experiment: str) -> None:
    moments = random.Random(1)
    for _ in range(15):
        window = opened("visible", experiment)
        time.sleep(moments.uniform(0, 2))
        assert window.end(moments.choice((signal.SIGTERM, signal.SIGINT))) == (0, "")


@pytest.mark.slow
def test_kills_at_random_moments_leave_nothing_that_stops_the_next_window(
    opened: Opened, experiment: str, home: Path
) -> None:
    moments = random.Random(2)
    for _ in range(8):
        window = opened("training", experiment)
        assert "keeps the draft" in window.said
        time.sleep(moments.uniform(0, 1.5))
        window.end(signal.SIGKILL)
    assert opened("idle").end() == (0, "")
    assert not list(home.rglob("*.part"))
