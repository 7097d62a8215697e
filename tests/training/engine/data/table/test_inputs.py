from __future__ import annotations

import torch

from training.engine.data.split import split_rows
from training.engine.data.table.columns import Column, Kind
from training.engine.data.table.inputs import encode
from training.experiment.data import Tutorial

NAN = float("nan")


def column(name: str, kind: Kind, infinite: int = 0) -> Column:
    return Column(name, kind, "", "", 1, infinite)


def test_each_kind_of_column_is_encoded_in_its_way() -> None:
    values = torch.tensor([[n * 2.0, n % 2, n % 3] for n in range(30)], dtype=torch.float64)
    columns = [column("size", Kind.NUMBER), column("on", Kind.SWITCH), column("colour", Kind.TEXT)]
    split = split_rows(torch.arange(30), Tutorial())
    x, names, notes = encode(values, [(), (), ("blue", "green", "red")], columns, split)
    assert names == ["size", "on", "colour = blue", "colour = green", "colour = red"]
    assert x.dtype == torch.float32
    assert torch.allclose(x[split.training, 0].mean(), torch.tensor(0.0), atol=1e-6)
    assert torch.equal(x[:, 1], values[:, 1].float())
    assert torch.equal(x[:, 2:].argmax(1).double(), values[:, 2])
    assert notes == ["Each text became an input of its own, 1 or 0: 'colour'."]


def test_a_text_that_no_training_row_has_is_zero_everywhere() -> None:
    split = split_rows(torch.arange(30), Tutorial())
    codes = torch.zeros(30, 1, dtype=torch.float64)
    codes[split.training[:3]] = 1
    codes[split.validation[0]] = 2
    x, names, _ = encode(codes, [("a", "b", "c")], [column("t", Kind.TEXT)], split)
    assert names == ["t = a", "t = b"]
    assert x[split.validation[0]].tolist() == [0.0, 0.0]


def test_an_empty_text_is_a_text_of_its_own() -> None:
    split = split_rows(torch.arange(10), Tutorial(validation=0.0))
    codes = torch.tensor([[0.0], [NAN]] * 5, dtype=torch.float64)
    x, names, _ = encode(codes, [("a",)], [column("t", Kind.TEXT)], split)
    assert names == ["t = a", "t = (empty)"]
    assert x.sum(0).tolist() == [5.0, 5.0]


def test_an_empty_number_is_the_mean_of_the_training_rows() -> None:
    split = split_rows(torch.arange(20), Tutorial(validation=0.5))
    values = torch.arange(20, dtype=torch.float64)[:, None]
    gap = split.validation[0]
    values[gap] = NAN
    x, _, _ = encode(values, [()], [column("a", Kind.NUMBER)], split)
    assert abs(float(x[gap])) < 1e-6


def test_a_column_that_never_changes_is_zero_with_a_note() -> None:
    split = split_rows(torch.arange(20), Tutorial())
    values = torch.full((20, 2), 0.1, dtype=torch.float64)
    values[split.validation, 1] = NAN
    values[split.training, 1] = NAN
    x, _, notes = encode(values, [(), ()], [column("still", Kind.NUMBER), column("gone", Kind.TIME)], split)
    assert x.eq(0).all()
    assert "The same in every training row, so of no use: 'still', 'gone'." in notes


def test_infinite_numbers_and_times_are_noted() -> None:
    split = split_rows(torch.arange(20), Tutorial())
    values = torch.rand(20, 2, dtype=torch.float64)
    _, _, notes = encode(values, [(), ()], [column("a", Kind.NUMBER, infinite=2), column("t", Kind.TIME)], split)
    assert notes == ["Dates and times count as seconds: 't'.", "Infinite numbers count as empty cells: 'a'."]
