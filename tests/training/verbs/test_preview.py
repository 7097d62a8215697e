from __future__ import annotations

from pathlib import Path

import pytest

from training.cli import main

EDITS = 'edits=[{epoch=3, lr=0.01}, {epoch=5, scheduler={kind="StepLR", step_size=2}}]'


def lines_of(capsys: pytest.CaptureFixture[str], *settings: str) -> list[str]:
    assert main(["preview", *(f"--set={setting}" for setting in settings)]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_file_is_written_for_each_option_that_asks_for_one(tmp_path: Path) -> None:
    paths = [tmp_path / "one.csv", tmp_path / "two.csv"]
    assert main(["preview", *(f"--csv={path}" for path in paths)]) == 0
    assert paths[0].read_bytes() == paths[1].read_bytes() != b""


def test_each_change_is_told_beside_its_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    lines = lines_of(capsys)
    assert len(lines) == 11
    assert lines[5].endswith("0.05  StepLR: 5 epochs done, lr 0.1 → 0.05 (×0.5), used from epoch 6")
    assert lines[4].split() == ["4", "0.1", "0.1"]


def test_what_a_hand_changes_is_told_beside_the_first_epoch_that_trains_with_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = lines_of(capsys, EDITS)
    assert lines[3].endswith("rate set by hand: lr 0.1 → 0.01")
    assert lines[5].endswith("scheduler changed by hand: StepLR(step_size=2), lr stays 0.01")
    assert "StepLR: 2 epochs done (counted from epoch 5), lr 0.01 → 0.001 (×0.1), used from epoch 7" in lines[6]


def test_the_head_s_rate_is_told_where_a_hand_sets_it(capsys: pytest.CaptureFixture[str]) -> None:
    lines = lines_of(capsys, EDITS, "head_lr=0.5")
    assert lines[3].endswith("rate set by hand: lr 0.1 → 0.01, head lr 0.5 → 0.01")
