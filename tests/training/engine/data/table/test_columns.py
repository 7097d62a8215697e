from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from tests.training.engine.data.table.conftest import Write
from training.engine.data.table.columns import Column, Kind, find_columns
from training.engine.data.table.reading import open_cells
from training.experiment.data import Table


def read(settings: Table) -> tuple[Column, list[float]]:
    """Return the first column and its values."""
    with open_cells(settings) as cells:
        column = find_columns(cells)[0]
        values = [] if column.kind is Kind.TEXT else cells.fetch([column.value])[0].tolist()
        return column, values


def column(*texts: str) -> str:
    return "a,b\n" + "".join(f'"{text}",1\n' for text in texts)


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("1", "-2.5", "+3", ".5", "1e-3", "1E5"), Kind.NUMBER),
        (("1", "", "NA"), Kind.NUMBER),
        (("true", "FALSE", ""), Kind.SWITCH),
        (("2024-01-31", "2024-02-01 10:00", "2024-02-01T10:00:00Z"), Kind.TIME),
        (("31.12.2024", "1.1.2025"), Kind.TEXT),
        (("1", "two"), Kind.TEXT),
        (("0x10", "1 000"), Kind.TEXT),
        (("1_0", "2_0.5", "3_000e1"), Kind.TEXT),
        (("true", "1"), Kind.TEXT),
        (("", "?"), Kind.EMPTY),
        (("inf", "-inf"), Kind.EMPTY),
    ],
)
def test_all_cells_decide_what_a_column_holds(texts: tuple[str, ...], kind: Kind, write: Write) -> None:
    found, _ = read(write(column(*texts), header="yes"))
    assert found.kind is kind
    assert not found.trouble


def test_the_last_of_many_cells_counts_as_much_as_the_first(write: Write) -> None:
    found, _ = read(write(column(*["1"] * 30_000, "x"), header="yes"))
    assert "'x' in row 30001" in found.trouble


def test_switches_are_zero_and_one(write: Write) -> None:
    assert read(write(column("true", "False", "TRUE"), header="yes"))[1] == [1.0, 0.0, 1.0]


def test_times_are_seconds_in_universal_time(write: Write) -> None:
    _, values = read(write(column("1970-01-02", "2024-01-31 10:00:00+02", "2024-01-31 10:00:00"), header="yes"))
    noon = datetime(2024, 1, 31, 10, tzinfo=UTC).timestamp()
    assert values == [86400.0, noon - 7200, noon]


def test_an_infinite_number_is_missing_and_counted(write: Write) -> None:
    found, values = read(write(column("1", "inf", "1e999"), header="yes"))
    assert (found.filled, found.infinite) == (1, 2)
    assert values[0] == 1.0
    assert all(map(math.isnan, values[1:]))


def test_a_decimal_comma_is_read_where_it_is_told(write: Write) -> None:
    text = column("1,5", "-2", "1e3,5").replace("1e3,5", "0,25e1").replace('",1', '";1')
    assert read(write(text.replace("a,b", "a;b"), decimal=","))[1] == [1.5, -2.0, 2.5]


@pytest.mark.parametrize(("decimal", "text"), [(".", "1,5"), (",", "1.5")])
def test_the_other_decimal_sign_is_never_misread(decimal: str, text: str, write: Write) -> None:
    found, _ = read(write(column("2", text, "3"), header="yes", decimal=decimal))
    assert found.kind is Kind.TEXT
    assert f"'{text}' (row 2)" in found.trouble


def test_few_numbers_among_texts_are_texts(write: Write) -> None:
    found, _ = read(write(column("A/5 21171", "113803", "373450", "PC 17599"), header="yes"))
    assert found.kind is Kind.TEXT
    assert not found.trouble
