"""A user who presses Ctrl+C again and again, and wants the CSV all the same."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.imports import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")]
PATIENCE = 60  # seconds
SWEEP = "resources/examples/sweeps/tutorial_grid.toml"


def asked_again_and_again(draw: random.Random, path: Path, *arguments: str, lines: int) -> list[dict[str, str]]:
    """Train for very long, ask for the end once so many lines were printed, up to five times; return the CSV's rows."""
    command = [sys.executable, "main.py", *arguments, "--set=epochs=200000", f"--csv={path}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        for _ in range(lines):
            assert process.stdout.readline()
        time.sleep(draw.random())
        for _ in range(draw.randrange(1, 6)):
            process.send_signal(signal.SIGINT)
            time.sleep(draw.choice((0, 0.001, 0.01, 0.1)))
        told, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode in (130, -signal.SIGINT), told
    assert "Traceback" not in told
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


@pytest.mark.parametrize("seed", range(8))
def test_the_csv_of_a_run_has_the_finished_epochs(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    rows = asked_again_and_again(draw, tmp_path / "run.csv", "train", "--no-store", lines=draw.randrange(3, 400))
    assert [int(row["epoch"]) for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 2


@pytest.mark.parametrize("way", ["--no-store", "--race"])
@pytest.mark.parametrize("seed", range(4))
def test_the_csv_of_a_sweep_has_the_finished_epochs(tmp_path: Path, seed: int, way: str) -> None:
    rows = asked_again_and_again(random.Random(seed), tmp_path / "sweep.csv", "sweep", SWEEP, way, lines=1)
    assert rows
    for run in {row["run"] for row in rows}:
        epochs = [int(row["epoch"]) for row in rows if row["run"] == run]
        assert epochs == list(range(1, len(epochs) + 1))
