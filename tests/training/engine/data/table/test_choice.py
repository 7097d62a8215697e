from __future__ import annotations

import pytest

from tests.training.engine.data.table.conftest import Write
from training.engine.data.errors import DataError
from training.engine.data.table.choice import Choice, choose
from training.engine.data.table.columns import find_columns
from training.engine.data.table.reading import open_cells
from training.experiment.data import Table


def choice_of(settings: Table) -> Choice:
    with open_cells(settings) as cells:
        return choose(cells, find_columns(cells), settings)


def table(**columns: list[object]) -> str:
    rows = [",".join(columns)] + [",".join(map(str, row)) for row in zip(*columns.values(), strict=True)]
    return "\n".join(rows) + "\n"


NUMBERS: list[object] = [n * 1.5 for n in range(60)]
PAIR: list[object] = [n % 2 for n in range(60)]


@pytest.mark.parametrize("name", ["Species", "label", "CLASS", "y"])
def test_a_common_name_makes_the_target(name: str, write: Write) -> None:
    assert choice_of(write(table(**{name: PAIR, "a": NUMBERS, "b": PAIR}))).target.name == name


def test_else_the_last_column_with_few_values_is_the_target(write: Write) -> None:
    assert choice_of(write(table(a=PAIR, b=PAIR, c=NUMBERS))).target.name == "b"


def test_the_target_can_be_told(write: Write) -> None:
    choice = choice_of(write(table(a=PAIR, label=PAIR, c=NUMBERS), target="a"))
    assert choice.target.name == "a"
    assert [column.name for column in choice.inputs] == ["label", "c"]


def test_ignored_columns_are_neither_target_nor_input(write: Write) -> None:
    choice = choice_of(write(table(a=PAIR, label=PAIR, c=NUMBERS), ignore=("label",)))
    assert choice.target.name == "a"
    assert [column.name for column in choice.inputs] == ["c"]


def test_what_cannot_be_learnt_from_is_left_out_for_a_reason(write: Write) -> None:
    names: list[object] = [f"name {n}" for n in range(60)]
    columns: dict[str, list[object]] = {
        "PassengerId": list(range(1, 61)),
        "name": names,
        "same": ["x"] * 60,
        "void": [""] * 60,
        "word": ["a", "b", "c"] * 20,
        "a": NUMBERS,
        "kind": PAIR,
    }
    choice = choice_of(write(table(**columns)))
    assert [column.name for column in choice.inputs] == ["word", "a"]
    assert choice.left_out == {
        "numbers that only identify the rows": ["PassengerId"],
        "more than 50 different texts": ["name"],
        "the same text in every row": ["same"],
        "no values": ["void"],
    }


def test_a_nameless_column_is_left_out_only_if_it_counts_the_rows(write: Write) -> None:
    rows = [f"{n * 1.5},{n % 2}" for n in range(60)]
    assert choice_of(write("\n".join(rows))).left_out == {}
    counted = [f"{n},{n * 1.5},{n % 2}" for n in range(60)]
    assert choice_of(write("\n".join(counted))).left_out == {"numbers that only identify the rows": ["column 1"]}


@pytest.mark.parametrize("name", ["acid", "humid", "no_of_rooms", "width"])
def test_a_measure_that_sounds_like_a_number_of_rows_stays(name: str, write: Write) -> None:
    assert choice_of(write(table(**{name: list(range(60)), "kind": PAIR}))).left_out == {}


def test_few_classes_among_many_rows_may_be_numbers(write: Write) -> None:
    years: list[object] = [1990 + n % 30 for n in range(600)]
    values: list[object] = [n * 1.5 for n in range(600)]
    assert choice_of(write(table(a=values, year=years), target="year")).target.name == "year"
    with pytest.raises(DataError, match="30 different numbers: a quantity"):
        choice_of(write(table(a=NUMBERS, year=[1990 + n % 30 for n in range(60)]), target="year"))


def test_a_mistake_in_an_ignored_column_does_no_harm(write: Write) -> None:
    mistaken: list[object] = [*NUMBERS[:-1], "oops"]
    assert choice_of(write(table(a=NUMBERS, b=mistaken, kind=PAIR), ignore=("b",))).inputs[0].name == "a"
