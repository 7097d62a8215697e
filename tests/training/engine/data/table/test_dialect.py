from __future__ import annotations

from pathlib import Path

import pytest

from tests.training.engine.data.table.conftest import Write
from training.engine.data.errors import DataError
from training.engine.data.table.dialect import SAMPLE_LETTERS, Dialect, find_dialect
from training.experiment.data import Table


def dialect_of(settings: Table) -> Dialect:
    return find_dialect(Path(settings.path), settings)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b\n1,5;2,5\n", "semicolon"),
        ("1,5;2,5\n3,5;4,5\n", "semicolon"),
        ("a,b\nx;y,1\nz,2\n", "comma"),
        ("first name,last name\nAnna Maria,Bach\nJohann,Bach\n", "comma"),
        ("day,b\n2024-01-01 10:00,1\n2024-01-01 11:00,2\n", "comma"),
        ('a,b\n"1;2;3",4\n"5;6;7",8\n', "comma"),
        ("a b\n1 2\n", "space"),
        ("a\tb c\n1\t2,3\n", "tab"),
        ("a,b\n1,2\n3\n4,5\n", "comma"),
        ("a b\n1 2\n3\n4 5\n", "space"),
    ],
)
def test_the_delimiter_that_most_lines_agree_on_is_guessed(text: str, delimiter: str, write: Write) -> None:
    assert dialect_of(write(text)).delimiter == delimiter


def test_a_single_column_is_told_whatever_its_name(write: Write) -> None:
    with pytest.raises(DataError, match="a single cell"):
        dialect_of(write("just one column\n1\n2\n3\n"))


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("a,b\n1,2\n", True),
        ("a,b\nx,y\n", True),
        ("1,2\n3,4\n", False),
        ("5.1,setosa\n4.9,setosa\n", False),
        (",2.5,x\n1.5,3.5,y\n", False),
        ("NA,2.5,x\n1.5,3.5,y\n", False),
        ("year,2019\n1,2\n3,4\n", True),
        (",a,b\n0,1,2\n", True),
    ],
)
def test_names_are_told_from_values(text: str, header: bool, write: Write) -> None:
    assert dialect_of(write(text)).header is header


def test_decimal_commas_are_numbers_where_told(write: Write) -> None:
    assert not dialect_of(write("1,5;x\n2,5;y\n", decimal=",")).header


@pytest.mark.parametrize(("header", "names"), [("yes", ("1", "2")), ("no", ("column 1", "column 2"))])
def test_whether_there_is_a_header_can_be_told(header: str, names: tuple[str, ...], write: Write) -> None:
    assert dialect_of(write("1,2\n3,4\n", header=header)).names == names


def test_a_nameless_column_has_its_number_for_a_name(write: Write) -> None:
    assert dialect_of(write(",a,\n0,1,2\n")).names == ("column 1", "a", "column 3")


def test_a_line_that_the_sample_cuts_does_not_disturb(write: Write) -> None:
    row = ",".join(["12345"] * 400) + "\n"
    text = ",".join(f"c{n}" for n in range(400)) + "\n" + row * (2 * SAMPLE_LETTERS // len(row))
    dialect = dialect_of(write(text))
    assert (dialect.delimiter, dialect.header, len(dialect.names)) == ("comma", True, 400)
