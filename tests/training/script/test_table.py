from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.training.script.running import assert_clean, run_text
from training.engine.data import load
from training.experiment.data import Table
from training.experiment.experiment import Experiment
from training.script.script import script_of

NUMBERS = "a,b,kind\n" + "".join(f"{n * 0.37:.3f},{(n * 7) % 11 - 4},{'xyz'[n % 3]}\n" for n in range(30))
WORDS = "colour,size,kind\n" + "".join(f"{['red', 'green', 'blue'][n % 3]},{n},{n % 2}\n" for n in range(24))
GAPS = (
    "colour,size,when,on,kind\n"
    + "red,NA,2024-01-02,true,a\n,2.5,2024-02-03 10:00:00,FALSE,b\nblue,inf,?,,a\nred,-1e3,2023-12-31,True,\n"
    + "".join(f"{['red', 'blue'][n % 2]},{n},2024-03-{n % 28 + 1:02},{n % 3 == 0},{'ab'[n % 2]}\n" for n in range(30))
)
FILES: dict[str, tuple[str | bytes, dict[str, object]]] = {
    "numbers": (NUMBERS, {}),
    "texts": (WORDS, {}),
    "texts only": ("a,b,kind\n" + "r,s,k\nt,s,l\nr,u,k\n" * 9, {}),
    "switches only": ("a,b,kind\n" + "true,False,k\nfalse,true,l\nTRUE,true,k\n" * 9, {}),
    "gaps dropped": (GAPS, {}),
    "gaps filled": (GAPS, {"missing": "mean"}),
    "no target in some rows": (NUMBERS + "1,2,\n3,4,NA\n", {"missing": "refuse"}),
    "semicolons and decimal commas": (NUMBERS.replace(",", ";").replace(".", ","), {"decimal": ","}),
    "decimal commas, gaps and dates": (
        GAPS.replace(",", ";").replace("2.5", "2,5"),
        {"decimal": ",", "missing": "mean"},
    ),
    "tabs": (NUMBERS.replace(",", "\t"), {}),
    "spaces": (NUMBERS.replace(",", " "), {}),
    "no header": (NUMBERS.partition("\n")[2], {}),
    "header told": ("1,2,3\n" + NUMBERS.partition("\n")[2], {"header": "yes"}),
    "odd names": (NUMBERS.replace("a,b,kind", '  the  "a" \'s,,kind  of'), {"target": "kind of"}),
    "spaces after commas": (NUMBERS.replace(",", ", "), {}),
    "quotes": (WORDS.replace("red", '"r,""e""d"').replace("blue", "'b'\"\\"), {}),
    "other spaces": (WORDS.replace("red", "\u00a0red").replace("blue", "\tblue"), {}),
    "blank lines": ("\n" + NUMBERS.replace("\n", "\n\n"), {}),
    "Windows": (NUMBERS.replace("\n", "\r\n").encode("utf-8-sig"), {}),
    "old Mac": (NUMBERS.replace("\n", "\r"), {}),
    "commas at the ends": (NUMBERS.replace("\n", ",\n").replace("kind,", "kind"), {}),
    "windows-1252": (WORDS.replace("red", "röt").encode("windows-1252"), {"encoding": "windows-1252"}),
    "latin-1": (WORDS.replace("red", "röt").encode("latin-1"), {"encoding": "latin-1"}),
    "utf-16": (WORDS.replace("red", "röt").encode("utf-16"), {"encoding": "utf-16"}),
    "wide letters": (WORDS.replace("red", "赤" * 30).replace("blue", "青\u0301"), {}),
    "a constant column": (NUMBERS.replace("\n", ",5\n").replace("kind,5", "kind,c"), {"target": "kind"}),
    "huge and tiny": ("a,b,kind\n" + "".join(f"{n}e300,{n}e-310,{n % 2}\n" for n in range(20)), {}),
    "ignored and identities": (
        "id,a,b,kind\n" + "".join(f"{n},{n * n},x,{n % 2}\n" for n in range(20)),
        {"ignore": ("b",)},
    ),
    "numbers as classes": ("a,kind\n" + "".join(f"{n},{(n % 3) / 2 - 1}\n" for n in range(20)), {}),
    "spellings of numbers as classes": (
        "a,kind\n" + "".join(f"{n},{('0', '-0.0', '1', '1e0', '01', '-0')[n % 6]}\n" for n in range(40)),
        {},
    ),
    "switch as class": ("a,kind\n" + "".join(f"{n},{'TRUE' if n % 3 else 'false'}\n" for n in range(20)), {}),
    "dates as classes": ("a,kind\n" + "".join(f"{n},2024-01-0{n % 3 + 1}\n" for n in range(20)), {}),
    "a text only in validation": (WORDS.replace("red", "rare", 1), {"validation": 0.7}),
    "no validation": (NUMBERS, {"validation": 0.0}),
    "a cell of 200 000 letters": (WORDS + "r" * 200_000 + ",5,1\n", {"target": "kind"}),
}


def check_same_tensors(settings: Table) -> str:
    """Train by the script for an epoch, and compare what it learnt from with what Stepwell learns from."""
    experiment, dataset = Experiment(data=settings, epochs=1), load(settings)
    text = script_of(experiment, dataset)
    names = run_text(text)[1]
    for name in ("x", "y", "val_x", "val_y") if settings.validation else ("x", "y"):
        expected = getattr(dataset, name)
        assert names[name].dtype is expected.dtype
        assert torch.equal(names[name].cpu(), expected), name
    return text


def written(name: str, folder: Path) -> Table:
    """Write one of FILES and return the settings that read it."""
    content, settings = FILES[name]
    path = folder / 'my "table" [1].csv'
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Table(path=str(path), **settings)


@pytest.mark.parametrize("name", FILES)
def test_the_script_reads_a_table_as_stepwell_does(name: str, tmp_path: Path) -> None:
    check_same_tensors(written(name, tmp_path))


@pytest.mark.slow
def test_every_table_s_script_passes_ruff(tmp_path: Path) -> None:
    tables = (written(name, tmp_path) for name in FILES)
    assert_clean(*(script_of(Experiment(data=table), load(table)) for table in tables))


PARQUET = """
    SELECT i * 1.5 AS "a", (i % 7)::FLOAT / 3 AS "the ""b""  c", ['red', 'green', NULL][i % 3 + 1] AS colour,
        i % 2 = 0 AS "on", TIMESTAMPTZ '2024-01-01 00:00:00+00' + i * INTERVAL 1 HOUR AS "when", [i] AS list,
        (i % 5)::DECIMAL(9, 2) AS d, ['k', 'l', NULL][i * i % 3 + 1] AS kind
    FROM range({rows}) AS r(i)
"""


@pytest.mark.parametrize("missing", ["drop", "mean"])
def test_the_script_reads_a_parquet_file_as_stepwell_does(missing: str, tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "it's [a] 'table'*.parquet"
    duckdb.sql(f"COPY ({PARQUET.format(rows=60)}) TO '{tmp_path / 'plain.parquet'}' (FORMAT parquet)")
    (tmp_path / "plain.parquet").rename(path)
    text = check_same_tensors(Table(path=str(path), target="kind", missing=missing))
    assert_clean(text)
    assert "import csv" not in text


def test_a_column_that_stays_the_same_is_looked_after(tmp_path: Path) -> None:
    assert "masked_fill(still, 0)" in check_same_tensors(written("a constant column", tmp_path))


def test_the_script_holds_only_what_the_table_needs(tmp_path: Path) -> None:
    path = tmp_path / "numbers.csv"
    path.write_text(NUMBERS)
    text = check_same_tensors(Table(path=str(path)))
    for needless in ("duckdb", "EMPTY", "TEXTS", "def ", "nanmean", "masked_fill", "clamp"):
        assert needless not in text
