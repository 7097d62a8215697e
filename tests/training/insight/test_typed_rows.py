from __future__ import annotations

from pathlib import Path

import pytest
import torch

from training.engine.data import load
from training.engine.data.errors import DataError
from training.engine.data.split import split_rows
from training.experiment.data import DATA, DataSettings, Digits, Table
from training.insight.typed_rows import row_form

MIXED = """when,colour,size,member,weight,kind
2024-01-05,red,1.5,true,10,a
2024-02-07,green,2.5,false,20,b
2024-03-09,blue,3.5,true,35,a
2024-04-11,red,4.5,false,41,b
2024-05-13,green,5.5,true,57,a
2024-06-15,blue,6.5,false,63,b
2024-07-17,red,7.5,true,72,a
2024-08-19,green,8.5,false,88,b
"""
BUILT_IN = [kind() for kind in DATA if kind is not Table]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    path = tmp_path / "mixed.csv"
    path.write_text(MIXED)
    return Table(path=str(path), target="kind", validation=0.25, seed=3)


@pytest.mark.parametrize("settings", BUILT_IN, ids=lambda settings: settings.kind)
def test_a_row_typed_as_the_data_have_it_is_the_network_s_row(settings: DataSettings) -> None:
    data = load(settings)
    form, cells = row_form(settings, data), data.sample.rows[0][:-1]
    row = form.read(cells)
    assert row.shape == (1, len(data.features))
    everything = torch.cat([data.x, data.val_x])
    nearest = (everything - row).abs().amax(1).min()
    assert nearest <= 1e-3 * everything.abs().max()  # the sample has four digits


def test_a_table_s_row_is_encoded_to_the_last_bit_as_the_file_s(table: Table) -> None:
    data, lines = load(table), MIXED.splitlines()[1:]
    form = row_form(table, data)
    order = split_rows(torch.arange(8) % 2, table)
    for place, line in enumerate(order.training.tolist()):
        assert torch.equal(form.read(lines[line].split(",")[:-1]), data.x[place : place + 1])
    for place, line in enumerate(order.validation.tolist()):
        assert torch.equal(form.read(lines[line].split(",")[:-1]), data.val_x[place : place + 1])


def test_the_form_says_what_can_be_typed(table: Table) -> None:
    entries = row_form(table, load(table)).entries
    assert [entry.name for entry in entries] == ["when", "colour", "size", "member", "weight"]
    assert entries[1].choices == ("blue", "green", "red")
    assert entries[3].choices == ("false", "true")


@pytest.mark.parametrize(
    ("place", "text", "sentence"),
    [
        (0, "tomorrow", "'when': 'tomorrow' is not a date or time such as 2024-05-31."),
        (1, "pink", "'colour': 'pink' is not one of 'blue', 'green', 'red'."),
        (2, "1,5", "'size': '1,5' is not a number."),
        (4, "", "'weight': '' is not a number."),
        (4, "nan", "'weight': 'nan' is not a number."),
    ],
)
def test_what_cannot_be_read_is_explained(table: Table, place: int, text: str, sentence: str) -> None:
    cells = MIXED.splitlines()[1].split(",")[:-1]
    cells[place] = text
    with pytest.raises(DataError) as error:
        row_form(table, load(table)).read(cells)
    assert str(error.value) == sentence


def test_an_empty_cell_becomes_the_mean_where_the_data_s_do(table: Table) -> None:
    table = table.model_copy(update={"missing": "mean"})
    data = load(table)
    cells = MIXED.splitlines()[1].split(",")[:-1]
    cells[4] = ""
    assert row_form(table, data).read(cells)[0, -1].abs() < 1e-6


def test_a_decimal_comma_is_read_where_the_file_has_one(tmp_path: Path) -> None:
    path = tmp_path / "comma.csv"
    path.write_text("size;kind\n1,5;a\n2,5;b\n3,5;a\n4,5;b\n")
    settings = Table(path=str(path), decimal=",", validation=0)
    data = load(settings)
    form = row_form(settings, data)
    assert any(torch.equal(form.read(["2,5"])[0], row) for row in data.x)
    with pytest.raises(DataError):
        form.read(["2.5"])


def test_pixels_are_typed_as_the_digits_have_them() -> None:
    data = load(Digits())
    assert row_form(Digits(), data).read(["16"] * 64).tolist() == [[1.0] * 64]
