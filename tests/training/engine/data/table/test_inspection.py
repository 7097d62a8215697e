from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.training.engine.data.table.conftest import Write
from training.engine.data.errors import DataError
from training.engine.data.table.columns import Kind
from training.engine.data.table.inspection import inspect_table
from training.experiment.data import Table

TEXT = "id;size;colour;kind\n" + "".join(f"{n};{n * 1.5};{'rgb'[n % 3]};{'xy'[n % 2]}\n" for n in range(12))


def test_the_guesses_are_shown_with_the_first_rows(write: Write) -> None:
    facts = inspect_table(write(TEXT.replace("1.5;", ";")))
    assert (facts.rows, facts.delimiter, facts.header, facts.target) == (12, "semicolon", True, "kind")
    assert [column.name for column in facts.columns] == ["id", "size", "colour", "kind"]
    assert [column.kind for column in facts.columns] == [Kind.NUMBER, Kind.NUMBER, Kind.TEXT, Kind.TEXT]
    assert facts.columns[0].remark == "Left out, for numbers that only identify the rows."
    assert facts.columns[1].missing == 1
    assert facts.sample.rows[0] == ("0", "0.0", "r", "x")
    assert len(facts.sample.rows) == 8


def test_what_load_would_refuse_is_a_remark(write: Write) -> None:
    facts = inspect_table(write(TEXT.replace(".", ","), target="nonsense"))
    assert "data.decimal" in facts.columns[1].remark
    assert facts.target == "kind"


def test_a_table_may_have_no_possible_target(write: Write) -> None:
    assert inspect_table(write("a,b\n" + "".join(f"{n},{n * 1.1}\n" for n in range(60)))).target is None


def test_parquet_has_neither_delimiter_nor_header(tmp_path: Path) -> None:
    duckdb.execute(f"COPY (SELECT range AS a, range % 2 AS b FROM range(9)) TO '{tmp_path / 't.parquet'}'")
    facts = inspect_table(Table(path=str(tmp_path / "t.parquet")))
    assert (facts.delimiter, facts.header, facts.target) == (None, None, "b")


def test_a_file_that_cannot_be_read_is_refused(write: Write) -> None:
    with pytest.raises(DataError, match="is empty"):
        inspect_table(write(""))
