"""Files that cannot be used: each is refused in a sentence that says what is wrong, where, what to do."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.training.engine.data.table.conftest import Write
from training.engine.data import load
from training.engine.data.errors import DataError
from training.experiment.data import Table

NOBODY = 65534
posix = pytest.mark.skipif(os.name == "nt", reason="needs what POSIX systems have")
GOOD = "a,b,kind\n" + "".join(f"{n * 1.5},{n % 7},{'xyz'[n % 3]}\n" for n in range(30))
MANY = ",".join(f"c{n}" for n in range(100_000))
BAD: dict[str, tuple[str | bytes, str, dict[str, Any]]] = {
    "empty": ("", "is empty", {}),
    "a byte order mark alone": (b"\xef\xbb\xbf", "is empty", {}),
    "blank lines": ("\n\n \n", "is empty", {}),
    "header alone": ("a,b,kind\n", "no rows", {}),
    "one row": ("a,b,kind\n1,2,x\n", "one row", {}),
    "one class": ("a,b,kind\n1,2,x\n2,3,x\n4,1,x\n", "'kind'.*one value only", {"target": "kind"}),
    "infinite": ("a,b,t\n1,2,0\n2,3,1e400\n4,1,inf\n", "'t'.*one value only besides infinite numbers", {"target": "t"}),
    "one class left to train on": ("a,kind\n1,x\n2,y\n", "data.validation", {"validation": 0.5}),
    "one column": ("a\n1\n2\n", "single cell.*data.delimiter", {}),
    "a title above the table": ("Results of May\n\na,b,kind\n1,2,x\n2,3,y\n", "single cell", {}),
    "a short row": (GOOD.replace("1.5,1,y", "1.5,1"), "Line 3 .*fewer than 3 cells", {}),
    "a long row": (GOOD.replace("1.5,1,y", "1.5,1,y,z"), "Line 3 .*more than 3 cells", {}),
    "several wrong rows": (GOOD.replace(",y", ""), "Line 3 .*and 9 more", {}),
    "an open quote": (GOOD.replace("3.0,2,z", '3.0,2,"z'), "Line 4 .*quotation mark", {}),
    "text after a quote": (GOOD.replace("3.0,2,z", '3.0,2,"z"z'), "Line 4 .*quotation mark", {}),
    "two kinds of line end": (GOOD.replace("\n", "\r\n", 3), "end in different ways", {}),
    "a NUL": (GOOD.replace("3.0", "3\0"), "Line 4 .*NUL", {}),
    "Latin letters": (GOOD.replace("x", "é").encode("latin-1"), "Line 2 .*not utf-8.*data.encoding", {}),
    "an undefined byte": (b"a,kind\n1,x\n2,\x81\n", "Line 3 .*not windows", {"encoding": "windows-1252"}),
    "UTF-8 told as Latin": (GOOD.replace("x", "é"), "stored as UTF-8", {"encoding": "latin-1"}),
    "UTF-16 untold": (GOOD.encode("utf-16"), "set data.encoding to 'utf-16'", {}),
    "UTF-16 without its mark": (GOOD.encode("utf-16-le"), "Line 1 .*NUL", {}),
    "UTF-16 told of another file": (GOOD, "does not begin as UTF-16", {"encoding": "utf-16"}),
    "half a UTF-16 letter": (GOOD.encode("utf-16")[:-1], "not utf-16", {"encoding": "utf-16"}),
    "an Excel workbook": (b"PK\x03\x04...", "Excel workbook", {}),
    "a compressed file": (b"\x1f\x8b\x08...", "gzip", {}),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not utf-8", {}),
    "decimal commas": (GOOD.replace(",", ";").replace(".", ","), r"'a'.*row 1.*data.decimal to ','", {}),
    "decimal points": (GOOD.replace(",", ";"), r"'a'.*data.decimal to '\.'", {"decimal": ","}),
    "thousands": ('a,kind\n"1,234",x\n"5,678",y\n', "divides thousands", {}),
    "a word among numbers": (GOOD.replace("3.0,2", "oops,2"), "'a'.*'oops' in row 3.*data.ignore", {}),
    "the same name twice": ("a,a,kind\n1,2,x\n2,3,y\n", "same name: 'a'", {}),
    "rows taken for names": ("x,s,x\nb,s,y\n", "data.header to 'no'", {}),
    "names taken for a row": (GOOD, "'a' in row 1", {"header": "no"}),
    "100,000 columns": (f"{MANY}\n{MANY}\n", "more than 2000 columns", {}),
    "2,001 columns": (",".join(f"c{n}" for n in range(2001)), "more than 2000 columns", {}),
    "an endless line": ("x" * 300_000, "longer than", {}),
    "only empty columns": ("a,b,kind\n,nan,x\n,NA,y\n,?,x\n", "no column to learn from.*no values", {}),
    "only names": ("name,kind\n" + "".join(f"n{n},{'xy'[n % 2]}\n" for n in range(60)), "more than 50", {}),
    "only ignored columns": (GOOD, "no column to learn from", {"ignore": ("a", "b")}),
    "a quantity as target": (GOOD, "'a'.*30 different numbers: a quantity", {"target": "a"}),
    "no possible target": ("a,b\n" + "".join(f"{n},{n * 1.1}\n" for n in range(60)), "Set data.target", {}),
    "too many classes": ("a,kind\n" + "".join(f"{n % 9},k{n}\n" for n in range(1100)), "more than 1000",
                         {"target": "kind"}),
    "a target that is not there": (GOOD, "'knd'.*did you mean 'kind'", {"target": "knd"}),
    "a target unlike all columns": (GOOD, "'qqq'.*'a', 'b', 'kind'", {"target": "qqq"}),
    "an ignored target": (GOOD, "data.target and in data.ignore", {"target": "kind", "ignore": ("kind",)}),
    "an ignored column that is not there": (GOOD, "data.ignore names 'c'", {"ignore": ("c",)}),
    "an empty target": ("a,kind\n1,\n2,\n", "no values", {"target": "kind"}),
    "a refused gap": (GOOD.replace("3.0,2", "3.0,"), "'b'.*row 3.*data.missing", {"missing": "refuse"}),
    "a gap in every row": ("a,b,kind\n1,,x\n,2,y\n3,,y\n", "Every row", {}),
    "infinite numbers alone": ("a,kind\ninf,x\n-inf,y\n", "no values", {}),
    "a wrong delimiter": (GOOD, "single cell", {"delimiter": "tab"}),
}  # fmt: skip


def refusal(settings: Table) -> str:
    start = time.monotonic()
    with pytest.raises(DataError) as caught:
        load(settings)
    assert time.monotonic() - start < 5
    assert "Traceback" not in str(caught.value)
    assert str(caught.value).endswith((".", "?"))
    assert caught.value.__cause__ is None
    return str(caught.value)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_sentence(name: str, write: Write) -> None:
    content, reason, settings = BAD[name]
    sentence = refusal(write(content, **settings))
    assert re.search(reason, sentence, re.IGNORECASE), sentence


@posix
def test_a_path_that_leads_to_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    for path, reason in {
        "": "No file is chosen",
        str(tmp_path): "a folder",
        str(tmp_path / "none.csv"): "no such file",
        str(tmp_path / "none*.csv"): "no such file",
        str(tmp_path / "pipe.csv"): "a pipe",
        "/dev/zero": "a device",
        "https://example.com/a.csv": "no such file",
        "s3://bucket/a.csv": "no such file",
        "a\0b.csv": "null",
        "x" * 300 + ".csv": "too long",
    }.items():
        assert reason in refusal(Table(path=path))


@posix
def test_a_name_that_is_not_unicode_is_refused(tmp_path: Path) -> None:
    path = tmp_path / b"\xff.csv".decode("utf-8", "surrogateescape")
    path.write_text(GOOD)
    assert "Rename it" in refusal(Table(path=str(path)))


@posix
def test_a_file_without_permission_is_refused(write: Write) -> None:
    settings = write(GOOD)
    Path(settings.path).chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        assert "no permission" in refusal(settings)
    finally:
        if is_root:
            os.seteuid(0)


def test_a_file_beyond_all_measure_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(1 << 40)
    assert "too large" in refusal(Table(path=str(tmp_path / "large.csv")))


def test_what_only_claims_to_be_parquet_is_refused(write: Write) -> None:
    assert "is none" in refusal(write(GOOD, "t.parquet"))
    assert "damaged or incomplete" in refusal(write(b"PAR1" + b"x" * 100 + b"PAR1", "t.parquet"))


@pytest.mark.slow
def test_parquet_damaged_anywhere_is_refused_or_read(tmp_path: Path, write: Write) -> None:
    path = tmp_path / "whole.parquet"
    duckdb.execute(f"COPY (SELECT range AS a, 't' || (range % 5) AS b, range % 2 AS c FROM range(300)) TO '{path}'")
    whole = path.read_bytes()
    for place in range(4, len(whole), len(whole) // 60):
        assert "Make the file again" in refusal(write(whole[:place], "cut.parquet"))
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        try:
            data = load(write(bytes(damaged), "damaged.parquet"))
        except DataError:
            continue
        assert data.x.isfinite().all()


def test_parquet_with_one_column_or_no_rows_is_refused(tmp_path: Path) -> None:
    for query, reason in {
        "SELECT 1 AS a FROM range(9)": "1 columns",
        "SELECT 1 AS a, 2 AS b LIMIT 0": "no rows",
    }.items():
        duckdb.execute(f"COPY ({query}) TO '{tmp_path / 't.parquet'}'")
        assert reason in refusal(Table(path=str(tmp_path / "t.parquet")))
