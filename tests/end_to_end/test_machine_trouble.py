"""A full disk, a lost permission, a closed pipe, Ctrl+C: the finished epochs and every good file survive."""

from __future__ import annotations

import csv
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.end_to_end.conftest import Refused, contents, fill, mounted, table_of
from training import cli, exit_codes
from training.interruption import HANG_UP

MAIN = Path(__file__).parents[2] / "main.py"
NOBODY = 65534
OLD = b"an older trace\n"
ENDLESS = ["--set", "epochs=1000000"]
PATIENCE = 60  # seconds; a busy machine is no failure
DIVERGING = ["--set", "data.kind=Moons", "--set", "optimizer.lr=1e30"]
SLOW = ["--set", "network.hidden=[1024, 1024]", "--set", "batch_size=1"]  # seconds for each epoch

posix = pytest.mark.skipif(os.name == "nt", reason="needs what POSIX systems have")


@contextmanager
def start(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, MAIN, *arguments],
        env=os.environ | {"PYTHONUNBUFFERED": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = f"'{sys.executable}' '{MAIN}'"
    return subprocess.run(
        ["sh", "-c", command.replace("stepwell", program)],
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def read_rows(output: IO[str] | None, count: int) -> None:
    assert output is not None
    for _ in range(count + 1):  # and the heading
        assert output.readline()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB that holds an older trace."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with mounted(folder, "64k"):
        (folder / "trace.csv").write_bytes(OLD)
        yield folder


@pytest.mark.parametrize("free", [0, 8192])
def test_a_full_disk_harms_no_file_and_the_trace_is_printed(
    free: int, small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(small_disk, free)
    before = contents(small_disk)
    target = small_disk / "trace.csv"
    assert cli.main(["train", "--quiet", "--set", "epochs=150", "--csv", str(target)]) == exit_codes.FAILED
    out, err = capsys.readouterr()
    assert err.startswith(f"Cannot write {target}: the disk is full. The trace follows on standard output.\n150 of 150")
    assert [row["epoch"] for row in rows_of(out)] == [str(epoch) for epoch in range(1, 151)]
    assert contents(small_disk) == before


def test_a_read_only_disk_is_told_before_the_training(small_disk: Path, refused: Refused) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(OSError, match="Read-only"):
        (small_disk / "guard").touch()
    assert "the disk is read-only" in refused("train", "--csv", str(small_disk / "new.csv"))
    assert "the disk is read-only" in refused("train", "--csv", str(small_disk / "trace.csv"))


@pytest.fixture
def guarded() -> Iterator[Path]:
    """A folder that everyone can enter, while this process is no super-user."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "secret.toml").write_text("epochs = 3")
        (folder / "trace.csv").write_bytes(OLD)
        (folder / "secret.toml").chmod(0)
        (folder / "trace.csv").chmod(0o444)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(NOBODY)
        yield folder
        if is_root:
            os.seteuid(0)


@posix
def test_a_file_without_permission_is_refused(refused: Refused, guarded: Path) -> None:
    with pytest.raises(PermissionError):
        (guarded / "secret.toml").read_bytes()
    assert "you have no permission" in refused("train", str(guarded / "secret.toml"))
    assert "you have no permission" in refused("train", *table_of(guarded / "secret.toml"))


@posix
def test_a_trace_that_may_not_be_replaced_is_left_alone(refused: Refused, guarded: Path) -> None:
    with pytest.raises(PermissionError):
        (guarded / "trace.csv").open("ab")
    assert "you have no permission" in refused("train", "--csv", str(guarded / "trace.csv"))
    assert (guarded / "trace.csv").read_bytes() == OLD


def test_a_divergence_is_told_and_its_epochs_are_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "trace.csv"
    assert cli.main(["train", *DIVERGING, "--csv", str(target)]) == exit_codes.FAILED
    err = capsys.readouterr().err
    assert "Try a smaller lr" in err
    assert err.count("\n") == 1
    assert rows_of(target.read_text())[-1]["loss"] in ("nan", "inf")


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (
            ["data.kind=Moons", "network.batch_norm=true", "batch_size=399"],
            "batch_norm cannot train on a batch of one row",
        ),
        (["optimizer.lr=1e300"], "too large to compute with"),
    ],
)
def test_a_run_without_a_finished_epoch_leaves_the_older_trace(
    settings: list[str], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "trace.csv"
    target.write_bytes(OLD)
    options = [part for setting in settings for part in ("--set", setting)]
    assert cli.main(["train", "--quiet", *options, "--csv", str(target)]) == exit_codes.FAILED
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert reason in err
    assert contents(tmp_path) == {target: OLD}


@posix
@pytest.mark.parametrize(
    "number", [signal.SIGINT, *(pytest.param(number, marks=pytest.mark.slow) for number in (signal.SIGTERM, HANG_UP))]
)
def test_an_interruption_writes_the_finished_epochs(number: signal.Signals, tmp_path: Path) -> None:
    with start("train", *ENDLESS, "--csv", str(tmp_path / "trace.csv")) as process:
        read_rows(process.stdout, 20)
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == exit_codes.INTERRUPTED
        assert err == "\nStopping after this epoch; once more to stop at once.\n"
        finished = rows_of((tmp_path / "trace.csv").read_text("utf-8"))
        assert len(finished) >= 20
        assert out.splitlines()[-1].startswith(f"{len(finished)} of 1000000 epochs")
        assert list(contents(tmp_path)) == [tmp_path / "trace.csv"]


@pytest.mark.slow
@posix
@pytest.mark.skipif(not shutil.which("setsid"), reason="setsid, which gives a process a terminal, is not installed")
def test_a_terminal_that_is_closed_costs_no_finished_epoch(tmp_path: Path) -> None:
    terminal, other_end = os.openpty()
    command = ["setsid", "--ctty", sys.executable, str(MAIN), "train", *ENDLESS, "--csv", str(tmp_path / "trace.csv")]
    with subprocess.Popen(command, stdin=other_end, stdout=other_end, stderr=other_end) as process:
        os.close(other_end)
        seen = b""
        while seen.count(b"\n") < 20:
            seen += os.read(terminal, 10_000)
        os.close(terminal)
        assert process.wait(PATIENCE) == exit_codes.INTERRUPTED
    assert len(rows_of((tmp_path / "trace.csv").read_text("utf-8"))) >= 10
    assert list(contents(tmp_path)) == [tmp_path / "trace.csv"]


@pytest.mark.slow
@posix
def test_a_hang_up_that_nohup_ignores_ends_nothing() -> None:
    command = ["nohup", sys.executable, str(MAIN), "train", *ENDLESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        read_rows(process.stdout, 5)
        process.send_signal(HANG_UP)
        read_rows(process.stdout, 200)
        process.kill()


@pytest.mark.slow
@posix
def test_a_second_interruption_does_not_wait_for_the_epoch(tmp_path: Path) -> None:
    with start("train", *SLOW, *ENDLESS, "--csv", str(tmp_path / "trace.csv")) as process:
        read_rows(process.stdout, 1)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        while "once more" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, err) == (exit_codes.INTERRUPTED, "")
        assert len(rows_of((tmp_path / "trace.csv").read_text("utf-8"))) >= 1
        assert list(contents(tmp_path)) == [tmp_path / "trace.csv"]


@posix
@pytest.mark.slow
def test_an_interruption_before_the_training_leaves_no_trace_behind(tmp_path: Path) -> None:
    with start("train", *ENDLESS, "--csv", str(tmp_path / "trace.csv"), PYTHONVERBOSE="1") as process:
        assert process.stderr is not None
        while "training.terminal.training" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == exit_codes.INTERRUPTED
        assert "Traceback" not in err
        assert contents(tmp_path) == {}


@pytest.mark.slow
@posix
def test_a_reader_that_goes_away_ends_the_run_and_its_epochs_are_written(tmp_path: Path) -> None:
    with start("train", *ENDLESS, "--csv", str(tmp_path / "trace.csv")) as process:
        read_rows(process.stdout, 5)
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert process.wait(PATIENCE) == 0
        assert len(rows_of((tmp_path / "trace.csv").read_text("utf-8"))) >= 5


@pytest.mark.slow
@posix
def test_csv_on_standard_output_may_be_cut_off() -> None:
    ended = shell("stepwell preview --set epochs=50000 --csv - | head -1")
    assert (ended.stdout, ended.stderr) == ("epoch,lr,lr_after\n", "")


@pytest.mark.slow
@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_standard_output_is_told() -> None:
    ended = shell("stepwell preview --csv - > /dev/full")
    assert (ended.returncode, ended.stdout) == (exit_codes.FAILED, "")
    assert ended.stderr == "Cannot write standard output: the disk is full.\n"


@posix
@pytest.mark.slow
def test_closed_streams_are_no_error() -> None:
    ended = shell("stepwell train --quiet >&- 2>&-")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.slow
def test_an_old_encoding_of_the_system_loses_no_letter() -> None:
    with start("preview", PYTHONIOENCODING="cp1252") as process:
        out, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, err) == (0, "")
        assert "0.1 → 0.05" in out
