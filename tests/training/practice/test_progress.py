from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from training.files import FileError
from training.practice.cards import CardBox
from training.practice.progress import FILE_NAME, Graded, Progress, ProgressFile, Tries

TODAY = date(2026, 3, 1)


def some() -> Progress:
    progress = Progress().answered("step-lr-does", False).answered("step-lr-does", True)
    progress = progress.looked_at("gamma", True, TODAY).solved("spirals", 25).solved("spirals", 28)
    return progress.took_test(Graded(day=TODAY, seed=1, points=15, most=18))


def test_progress_adds_up() -> None:
    progress = some()
    assert progress.questions["step-lr-does"] == Tries(right=1, wrong=1, last_right=True)
    assert progress.cards["gamma"] == CardBox(box=1, since=TODAY)
    assert progress.challenges == {"spirals": 25}
    assert progress.tests[0].points == 15


def test_progress_is_kept_and_can_be_reset(tmp_path: Path) -> None:
    ProgressFile(tmp_path / "data").write(some())
    again = ProgressFile(tmp_path / "data")
    assert again.read() == some()
    assert again.reset() == Progress() == ProgressFile(tmp_path / "data").read()


def test_without_a_file_one_begins_anew(tmp_path: Path) -> None:
    file = ProgressFile(tmp_path)
    assert file.read() == Progress()
    assert file.note == ""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 2}',
        b'{"cards": {"gamma": {"box": 99}}}',
        b"\xff\xfe",
        b'{"what": 1}',
        b'{"cards": {"gamma": {"since": "soon"}}}',
    ],
)
def test_a_damaged_file_is_set_aside_with_its_content(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    file = ProgressFile(tmp_path)
    assert file.read() == Progress()
    aside = tmp_path / "progress.damaged.json"
    assert aside.read_bytes() == content
    assert str(aside) in file.note
    file.write(some())
    assert file.read() == some()
    assert file.note == ""


def test_a_folder_in_the_file_s_place_is_explained(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(FileError, match="Cannot write"):
        ProgressFile(tmp_path / "data").write(some())
