"""Writing in one piece, by writers that are killed or at work at the same time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from training.files import write_whole

ROOT = Path(__file__).parents[2]
HANG = """
import os, sys
from pathlib import Path
from training import files
def hang(handle):
    print("written", flush=True)
    sys.stdin.read()
os.fsync = hang
files.write_whole(Path(sys.argv[1]), b"new")
"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "trace[1].csv"
    path.write_bytes(b"old")
    return path


def writer(target: Path) -> subprocess.Popen[bytes]:
    """Return a process that stops in the middle of its writing."""
    command = [sys.executable, "-c", HANG, str(target)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"written\n"
    return process


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX systems do")
def test_what_a_killed_writer_left_behind_is_gone_after_the_next_write(target: Path) -> None:
    for _ in range(3):
        with writer(target) as process:
            process.send_signal(signal.SIGKILL)
    others = target.with_name(".another file.12345678.part")
    others.write_bytes(b"")
    assert len(list(target.parent.glob(".trace*.part"))) >= 1
    write_whole(target, b"newest")
    assert sorted(path.name for path in target.parent.iterdir()) == [others.name, target.name]
    assert target.read_bytes() == b"newest"


def test_a_writer_at_work_is_left_alone(target: Path) -> None:
    with writer(target) as process:
        write_whole(target, b"in between")
        assert target.read_bytes() == b"in between"
        process.communicate(b"")
    assert process.returncode == 0
    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.skipif(not Path("/usr/bin/strace").exists(), reason="strace, which sees what reaches the disk, is missing")
def test_the_folder_reaches_the_disk_after_the_file_has_its_name(target: Path) -> None:
    code = (
        f"from pathlib import Path; from training.files import write_whole; write_whole(Path({str(target)!r}), b'new')"
    )
    command = ["strace", "-f", "-y", "-e", "trace=fsync,rename,renameat,renameat2", sys.executable, "-c", code]
    calls = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stderr.splitlines()
    seen = [line for line in calls if str(target.parent) in line]
    assert ["rename" in line for line in seen] == [False, True, False], calls
    assert f"<{target.parent}>)" in seen[2]
