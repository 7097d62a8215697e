from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.files import FileError
from training.practice.bank import read_bank
from training.practice.cards import CardBox
from training.practice.progress import FILE_NAME, Graded, Progress, ProgressFile, Tries

TODAY, BANK = date(2026, 3, 1), read_bank()


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


@given(answers=st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=12), seed=st.integers(0, 99))
def test_new_questions_come_first_then_wrong_ones_and_never_one_twice_in_a_row(
    answers: list[tuple[int, bool]], seed: int
) -> None:
    pool, progress = BANK[:5], Progress()
    for index, right in answers:
        progress = progress.answered(pool[index].id, right)
    last = {pool[index].id: right for index, right in answers}
    assert [progress.right(question.id) for question in pool] == [last.get(question.id, False) for question in pool]
    chosen = progress.next_question(pool, pool[0], Random(seed))
    ranks = {question.id: 0 if question.id not in last else 1 + last[question.id] for question in pool[1:]}
    assert ranks[chosen.id] == min(ranks.values())
    assert progress.next_question(pool[:1], pool[0], Random(seed)) is pool[0]
