"""The real command line killed, out of disk, without a place to write: what was finished is there and goes on."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from threading import Thread

import pytest

from tests.end_to_end.conftest import fill, mounted
from training import cli, exit_codes
from training.engine.checkpoint import resume
from training.engine.data import load
from training.engine.record import EpochRecord
from training.engine.train import start, train_on
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.runs.recorder import Recorder
from training.runs.run import Status
from training.runs.store import Mode, RunStore, default_path
from training.runs.store_writer import INTERVAL

MAIN = Path(__file__).parents[2] / "main.py"
EXPERIMENT = Experiment(epochs=1_000_000, network=MLP(dropout=0.2))
TRAIN = [sys.executable, str(MAIN), "train", "--set", "epochs=1000000", "--set", "network.dropout=0.2"]
SLACK = 1.5  # seconds that a busy machine may take to keep an epoch, beyond INTERVAL
AFTER = 5  # epochs trained on after a kill
NOBODY = 65534

posix = pytest.mark.skipif(os.name == "nt", reason="needs what POSIX systems have")


def figures(records: Iterable[EpochRecord]) -> list[EpochRecord]:
    return [record._replace(seconds=0.0) for record in records]


class Training:
    """The command line at work, and when each row of its trace was seen."""

    def __init__(self) -> None:
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(TRAIN, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.seen: list[float] = []
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.process.stdout.readline()
        for _ in self.process.stdout:
            self.seen.append(time.monotonic())

    def kill(self, seconds: float) -> int:
        """Kill it so long after its first epoch; return how many epochs must be kept by now."""
        while not self.seen and self.process.poll() is None:
            time.sleep(0.01)
        time.sleep(seconds)
        moment = time.monotonic()
        self.process.kill()
        self._reader.join()
        _, err = self.process.communicate()
        assert (self.process.returncode, err) == (-signal.SIGKILL, b"")
        return sum(seen < moment - INTERVAL - SLACK for seen in self.seen)


def killed_and_resumed(times: int, longest: float) -> None:
    """Kill real trainings at random moments; what is kept of each, and what follows, equals the unbroken run."""
    chance, found = random.Random(times), []
    for number in range(1, times + 1):
        expected = Training().kill(chance.uniform(0, longest))
        with RunStore(default_path(), Mode.WRITE) as store:
            run, state = store.load(number), store.checkpoint(number)
            assert (run.status, store.notice) == (Status.INTERRUPTED, "")
        assert len(run.trace) >= expected
        found.append(figures(run.trace[index] for index in range(len(run.trace))))
        if state is not None:
            found[-1] += figures(islice(train_on(resume(EXPERIMENT, load(EXPERIMENT.data), state)), AFTER))
    unbroken = figures(islice(train_on(start(EXPERIMENT, load(EXPERIMENT.data))), max(map(len, found))))
    assert len(unbroken) > AFTER
    for records in found:
        assert records == unbroken[: len(records)]


@pytest.mark.slow
@posix
def test_a_killed_training_is_kept_and_goes_on_bit_by_bit(home: Path) -> None:
    killed_and_resumed(3, 3.0)


@posix
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_sixty_killed_trainings_are_kept_and_go_on_bit_by_bit(home: Path) -> None:
    killed_and_resumed(60, 4.0)


@posix
def test_a_killed_run_is_interrupted_in_the_list_and_resume_finishes_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Training().kill(INTERVAL + 0.5)
    with RunStore(default_path(), Mode.WRITE) as store:
        done = store.summary(1).epochs
        store.go_on(1, EXPERIMENT.model_copy(update={"epochs": done + 20}))  # fewer are left than a test has time for
    assert cli.main(["runs", "list"]) == exit_codes.DONE
    assert f"interrupted {done} of {done + 20} " in " ".join(capsys.readouterr().out.split())
    assert cli.main(["runs", "resume", "1", "--quiet"]) == exit_codes.DONE
    assert capsys.readouterr().out.startswith(f"{done + 20} of {done + 20} epochs")


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """The folder of the runs, on a disk of 1 MB with one run on it."""
    folder = default_path().parent
    folder.mkdir(parents=True)
    with mounted(folder, "1m"):
        assert cli.main(["train", "--quiet", "--set", "epochs=5"]) == exit_codes.DONE
        yield folder


@pytest.mark.parametrize("free", [0, 8192, 40960])
def test_on_a_full_disk_a_training_runs_and_says_that_it_is_not_kept(
    free: int, small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(small_disk, free)
    capsys.readouterr()
    assert cli.main(["train", "--csv", "-", "--set", "epochs=100"]) == exit_codes.DONE
    out, err = capsys.readouterr()
    sentence, *_, summary = err.splitlines()
    assert (len(out.splitlines()), summary.startswith("100 of 100 epochs")) == (101, True)
    assert re.search(f"Cannot (open|write) {default_path()}: the disk is full; [0-9]+ KB are needed", sentence)
    (small_disk / "filling").unlink()
    with RunStore(default_path(), Mode.WRITE) as store:
        assert (store.notice, len(store.load(1).trace), store.summary(1).status) == ("", 5, Status.FINISHED)
        assert store.checkpoint(1) is not None


@pytest.mark.logs("The run waits to be kept. .* the disk is full")
def test_when_there_is_room_again_the_epochs_that_waited_are_kept(small_disk: Path) -> None:
    told: list[str] = []
    with RunStore(default_path(), Mode.WRITE) as store:
        trainer = start(Experiment(), load(Experiment().data))
        recorder = Recorder(store, store.create(Experiment()), trainer, told.append)
        fill(small_disk, 0)
        for record in train_on(trainer):
            recorder.add(record)
            recorder.commit()
        assert len(told) == 1
        assert (recorder.committed, store.summary(2).epochs) == (0, 0)
        (small_disk / "filling").unlink()
        recorder.finish(Status.FINISHED)
        assert (recorder.committed, store.summary(2).epochs) == (10, 10)


def test_a_read_only_disk_can_be_read_and_a_training_runs(small_disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(OSError, match="Read-only"):
        (small_disk / "guard").touch()
    capsys.readouterr()
    assert cli.main(["train", "--quiet", "--set", "epochs=2"]) == exit_codes.DONE
    out, err = capsys.readouterr()
    assert out.startswith("2 of 2 epochs")
    assert (err.count("\n"), "This run is not recorded. Cannot write" in err) == (1, True)
    assert "the disk is read-only" in err
    assert cli.main(["runs", "show", "1"]) == exit_codes.DONE
    assert "status: finished" in capsys.readouterr().out
    assert cli.main(["runs", "delete", "1"]) == exit_codes.FAILED


@posix
@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="takes root")
def test_a_folder_without_permission_lets_the_training_run(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/root/nobody-may-enter")
    os.seteuid(NOBODY)
    try:
        assert cli.main(["train", "--quiet", "--set", "epochs=2"]) == exit_codes.DONE
    finally:
        os.seteuid(0)
    err = capsys.readouterr().err
    assert (err.count("\n"), "you have no permission" in err) == (1, True)


@posix
def test_a_place_for_runs_that_is_no_folder_lets_the_training_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/dev/null/none")
    assert cli.main(["train", "--quiet", "--set", "epochs=2"]) == exit_codes.DONE
    out, err = capsys.readouterr()
    assert out.startswith("2 of 2 epochs")
    assert err.startswith("This run is not recorded. Cannot write /dev/null/none/stepwell/runs.sqlite:")
    assert err.count("\n") == 1
