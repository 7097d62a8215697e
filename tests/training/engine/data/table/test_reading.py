from __future__ import annotations

import csv
import io
import math
import os
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.training.engine.data.table.conftest import Write
from training.engine.data.errors import DataError
from training.engine.data.table.columns import Kind, find_columns
from training.engine.data.table.dialect import DELIMITERS, EMPTY
from training.engine.data.table.reading import open_cells
from training.experiment.data import Table

ROWS = [("width", "height", "kind"), ("1.5", "2", "a"), ("2.5", "3", "b"), ("3.5", "4", "a")]
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
TEXTS = st.text(st.sampled_from("ab\"',;|\t\n.-?7é漢 "), max_size=6)


def lines(delimiter: str = ",", end: str = "\n") -> str:
    return "".join(delimiter.join(row) + end for row in ROWS)


def rows_of(table: Table) -> list[tuple[str, ...]]:
    with open_cells(table) as cells:
        return [cells.names, *cells.first_rows(100)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", DELIMITERS)
def test_each_delimiter_and_line_end_is_found(name: str, end: str, write: Write) -> None:
    assert rows_of(write(lines(DELIMITERS[name], end))) == ROWS


@pytest.mark.parametrize("name", DELIMITERS)
def test_a_delimiter_can_be_told(name: str, write: Write) -> None:
    assert rows_of(write(lines(DELIMITERS[name]), delimiter=name)) == ROWS


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "windows-1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be"])
def test_letters_survive_each_encoding(codec: str, write: Write) -> None:
    text = lines().replace("kind", "größe").replace("b\n", "é\n")
    mark = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}.get(codec, "")
    encoding = codec if codec in ("windows-1252", "latin-1") else codec[: len("utf-8")] if "8" in codec else "utf-16"
    read = rows_of(write((mark + text).encode(codec), encoding=encoding))
    assert read[0] == ("width", "height", "größe")
    assert read[2][2] == "é"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize(
    "name",
    ["x.csv; DROP TABLE cells", "it's \"quoted\".csv", "a*.csv", "a[1].csv", "[!a]?.csv", "**.csv",
     "$HOME.csv", "a=1.csv", "é 漢.csv", "-.csv", "no_ending", "data.csv.gz", "s3:.csv"],
)  # fmt: skip
def test_a_name_means_this_very_file(name: str, write: Write) -> None:
    write("wrong,file\n1,2\n", "a1.csv")
    write("wrong,file\n1,2\n", "b2.csv")
    assert rows_of(write(lines(), name)) == ROWS


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "year=2024" / "[a]*"
    folder.mkdir(parents=True)
    (folder / "x.csv").write_text(lines())
    assert rows_of(Table(path=str(folder / "x.csv"))) == ROWS


def test_a_link_leads_to_its_file(tmp_path: Path, write: Write) -> None:
    (tmp_path / "link.csv").symlink_to(write(lines()).path)
    assert rows_of(Table(path=str(tmp_path / "link.csv"))) == ROWS


def test_blank_lines_and_spaces_around_cells_do_not_count(write: Write) -> None:
    assert rows_of(write("\n\nwidth, height ,kind\n1.5,2 , a\n\n2.5,3,b\n3.5,4,a\n\n")) == ROWS


def test_quotes_keep_delimiters_line_ends_and_quotes(write: Write) -> None:
    read = rows_of(write('"a\nb",c\n"1,5","say ""so"""\n"x\ny",2\n'))
    assert read == [("a b", "c"), ("1,5", 'say "so"'), ("x\ny", "2")]


@pytest.mark.parametrize("word", EMPTY)
def test_words_for_a_missing_value_are_empty_cells(word: str, write: Write) -> None:
    assert rows_of(write(f"a,b\n1,{word}\n2,x\n"))[1] == ("1", "")


@pytest.mark.slow
def test_a_large_file_keeps_its_order(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    count = 1_200_000
    with path.open("w") as file:
        file.write("place,word,kind\n")
        file.writelines(f"{number},{'x' * 20},{number % 3}\n" for number in range(count))
    with open_cells(Table(path=str(path))) as cells:
        (places,) = cells.fetch(["c0"])
    assert places.tolist() == list(range(count))


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    numbers=st.lists(st.tuples(NUMBERS, NUMBERS, TEXTS), min_size=2, max_size=12),
    delimiter=st.sampled_from(list(DELIMITERS)),
    decimal=st.sampled_from([".", ","]),
)
def test_every_number_and_text_is_read_as_it_was_written(
    numbers: list[tuple[float | None, float | None, str]], delimiter: str, decimal: str, write: Write
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=DELIMITERS[delimiter], lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["a", "b", "c"])
    for first, second, text in numbers:
        digits = ["" if n is None else repr(n).replace(".", decimal) for n in (first, second)]
        writer.writerow([*digits, text])
    table = write(file.getvalue(), delimiter=delimiter, decimal=decimal, header="yes")
    with open_cells(table) as cells:
        columns = find_columns(cells)
        for index in (0, 1):
            column = [row[:2][index] for row in numbers]
            written = [math.nan if number is None else float(number) for number in column]
            assert columns[index].kind is (Kind.EMPTY if all(map(math.isnan, written)) else Kind.NUMBER)
            if columns[index].kind is Kind.NUMBER:
                (read,) = cells.fetch([columns[index].value])
                assert list(map(repr, read.tolist())) == list(map(repr, written))
        texts = [row[2].strip(" ") for row in numbers]
        assert [row[2] for row in cells.first_rows(100)] == ["" if text in EMPTY else text for text in texts]


def parquet(path: Path, query: str) -> Table:
    duckdb.execute(f"COPY ({query}) TO '{path}'")
    return Table(path=str(path))


def test_parquet_is_read_whatever_its_types(tmp_path: Path) -> None:
    table = parquet(
        tmp_path / "t.parquet",
        "SELECT 1::TINYINT a, 0.1::FLOAT b, 1e300::DOUBLE c, 1.50::DECIMAL(9,2) d, true e, "
        "DATE '2024-01-02' f, TIMESTAMPTZ '2024-01-02 03:04:05+02' g, 'x' h, [1, 2] i, "
        "{'a': 1} j, 'nan'::DOUBLE k, NULL::INT l, 9007199254740993 m, 'ab'::BLOB n, "
        "'v'::ENUM('v', 'w') o FROM range(2)",
    )
    with open_cells(table) as cells:
        assert cells.first_rows(1) == (
            ("1", "0.1", "1e+300", "1.50", "true", "2024-01-02", "2024-01-02 01:04:05+00", "x",
             "", "", "", "", "9007199254740993", "", "v"),
        )  # fmt: skip
        kinds = [column.kind.name for column in find_columns(cells)]
    number, nested, empty = "NUMBER", "NESTED", "EMPTY"
    assert kinds == [number] * 4 + [
        "SWITCH",
        "TIME",
        "TIME",
        "TEXT",
        nested,
        nested,
        empty,
        empty,
        number,
        nested,
        "TEXT",
    ]


def test_a_decimal_comma_for_csv_does_not_spoil_parquet(tmp_path: Path) -> None:
    table = parquet(tmp_path / "t.parquet", "SELECT 1.5 AS a, 2.5 AS b FROM range(2)").model_copy(
        update={"decimal": ","}
    )
    with open_cells(table) as cells:
        assert [column.kind for column in find_columns(cells)] == [Kind.NUMBER, Kind.NUMBER]


def test_parquet_is_known_by_its_content(tmp_path: Path) -> None:
    parquet(tmp_path / "t.parquet", "SELECT 1 AS a, 2 AS b FROM range(2)")
    (tmp_path / "t.parquet").rename(tmp_path / "t[1].data")
    assert rows_of(Table(path=str(tmp_path / "t[1].data"))) == [("a", "b"), ("1", "2"), ("1", "2")]


def test_nothing_is_left_beside_the_file(tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows_of(write(lines().encode("utf-16"), encoding="utf-16"))
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


def test_the_open_database_reaches_no_other_file(tmp_path: Path, write: Write) -> None:
    write("secret,file\n1,2\n", "other.csv")
    with pytest.raises(DataError, match="disabled"), open_cells(write(lines())) as cells:
        cells.ask(f"SELECT * FROM read_csv('{tmp_path / 'other.csv'}')")
