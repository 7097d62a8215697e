from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from training.cli import main


def find_rate(*settings: str, options: Sequence[str] = ()) -> int:
    return main(["find-rate", *(f"--set={setting}" for setting in settings), *options])


def test_the_suggestions_are_printed_with_their_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    assert find_rate() == 0
    lines = capsys.readouterr().out.splitlines()
    assert "valley floor (recommended): The smoothed loss first comes within " in lines[0]
    assert lines[-1] == f"Use it: --set optimizer.lr={lines[0].split()[0]}"


def test_the_batches_are_written_as_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "rates.csv"
    assert find_rate("data.kind=Iris", options=["--csv", str(target), "--quiet"]) == 0
    rows = list(csv.DictReader(target.read_text().splitlines()))
    assert list(rows[0]) == ["batch", "lr", "loss", "smoothed"]
    assert float(rows[0]["lr"]) == 1e-6
    assert [int(row["batch"]) for row in rows] == list(range(1, len(rows) + 1))


def test_csv_on_standard_output_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    find_rate("data.kind=Iris", options=["--csv", "-", "--quiet"])
    captured = capsys.readouterr()
    assert captured.out.startswith("batch,lr,loss,smoothed\n1,")
    assert "recommended" in captured.err
    assert "recommended" not in captured.out


def test_an_optimizer_that_follows_no_rate_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert find_rate("optimizer.kind=Rprop", options=["--quiet"]) == 2
    assert capsys.readouterr().err.startswith("Rprop reads lr at its first step only")


@pytest.mark.parametrize("kind", ["Adafactor", "LBFGS"])
def test_a_fall_within_the_noise_is_told_as_one(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "rates.csv"
    assert find_rate(f"optimizer.kind={kind}", options=["--csv", str(target)]) == 1
    told = capsys.readouterr().err
    start, lowest, _, noise = re.findall(r"from (.+) to (.+) at (.+), which .*chance \((.+)\)", told)[0]
    smoothed = [float(row["smoothed"]) for row in csv.DictReader(target.read_text().splitlines())]
    assert f"{min(smoothed[30:]):.2g}" == lowest
    assert f"fell by {sum(smoothed[:60]) / 60 - min(smoothed[30:]):.2g}" in told
    assert float(start) - float(lowest) < float(noise)
    assert told.count("Adafactor takes min(lr, 1/√step)") == (kind == "Adafactor")


def test_a_wrong_setting_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert find_rate("optimizer.rate=1", options=["--quiet"]) == 2
    assert "optimizer.rate" in capsys.readouterr().err
