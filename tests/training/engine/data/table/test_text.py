from __future__ import annotations

from pathlib import Path

import pytest

from training.engine.data.errors import DataError
from training.engine.data.table.text import BLOCK, as_utf8


def test_a_file_in_utf8_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("é\n", "utf-8")
    with as_utf8(path, "utf-8") as readable:
        assert readable == path


def test_any_other_file_is_copied_for_as_long_as_it_is_needed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("é\r\n".encode("utf-16"))
    with as_utf8(path, "utf-16") as readable:
        assert readable.read_bytes() == "é\r\n".encode()
    assert not readable.exists()


def test_a_letter_may_lie_across_two_blocks(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * (BLOCK - 1) + "é".encode())
    with as_utf8(path, "utf-8") as readable:
        assert readable == path


def test_the_line_of_a_wrong_byte_is_counted_over_blocks(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x\n" * BLOCK + b"\xff\n")
    with pytest.raises(DataError, match=f"Line {BLOCK + 1} "), as_utf8(path, "utf-8"):
        pass
