"""Who waits for a process that is stopped says for whom and how long, and goes on with it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from training.experiment.experiment import Experiment
from training.runs.store import BusyError, Mode, RunStore
from training.runs.store import waiting as store_waiting
from training.runs.store.waiting import Notify, silent

ROOT = Path(__file__).parents[4]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stops processes")


@contextmanager
def stopped(path: Path, what: str) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold the file, and stop."""
    command = [sys.executable, "-m", "tests.training.runs.store.holding", path, what]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            holder.send_signal(signal.SIGCONT)
            holder.communicate()


def use(what: str, store: RunStore, notify: Notify = silent) -> None:
    """Do what the other process keeps from being done."""
    if what == "write":
        store.create(Experiment())
    else:
        RunStore(store.path, Mode.WRITE, notify=notify).close()


@pytest.mark.parametrize("what", ["open", "write"])
def test_a_wait_for_a_stopped_process_is_told_once_and_ends_with_it(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_waiting, "UNNOTICED", 0.1)
    path, told = tmp_path / "runs.sqlite", list[str]()

    def notify(sentence: str) -> None:
        told.append(sentence)
        if sentence:
            holder.send_signal(signal.SIGCONT)

    with RunStore(path, Mode.WRITE, notify=notify) as store, stopped(path, what) as holder:
        use(what, store, notify)
    known = rf"process {holder.pid}, which is stopped," if sys.platform == "linux" else "another Stepwell"
    assert re.fullmatch(f"Waiting for {known} to let go of {re.escape(str(path))}, for 60 s at most.", told[0])
    assert told[1:] == [""]


@pytest.mark.parametrize("what", ["open", "write"])
def test_a_process_that_stays_stopped_is_named_when_patience_ends(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_waiting, "TIMEOUT", 0.3)
    path = tmp_path / "runs.sqlite"
    sentence = r"has not let go of it for 0\.3 s\. Let it go on or end it"
    with (
        RunStore(path, Mode.WRITE) as store,
        stopped(path, what) as holder,
        pytest.raises(BusyError, match=sentence) as caught,
    ):
        use(what, store)
    if sys.platform == "linux":
        assert f"process {holder.pid}, which is stopped," in str(caught.value)
