"""`train --csv` and a user who presses Ctrl+C again and again."""

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

from tests.test_structure import ROOT

PATIENCE = 60  # seconds


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("seed", range(12))
def test_however_often_one_asks_for_the_end_the_csv_has_the_finished_epochs(tmp_path: Path, seed: int) -> None:
    draw, path = random.Random(seed), tmp_path / "run.csv"
    command = [
        sys.executable,
        str(ROOT / "main.py"),
        "train",
        "--set",
        "epochs=200000",
        "--no-store",
        "--csv",
        str(path),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(draw.randrange(3, 400)):
            assert process.stdout.readline()
        for _ in range(draw.randrange(1, 6)):
            process.send_signal(signal.SIGINT)
            time.sleep(draw.choice((0, 0.001, 0.01, 0.1)))
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode in (130, -signal.SIGINT), err
    assert "Traceback" not in err
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    assert [int(row["epoch"]) for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 2
