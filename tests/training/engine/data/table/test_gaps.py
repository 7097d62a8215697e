from __future__ import annotations

import pytest

from tests.training.engine.data.table.conftest import Write
from training.engine.data import load

GAPS = "a,b,kind\n" + "".join(f"{n},{n % 5},{'xy'[n % 2]}\n" for n in range(20)) + ",3,x\n7,,y\n8,1,\n"


def test_rows_with_gaps_are_left_out(write: Write) -> None:
    data = load(write(GAPS, target="kind"))
    assert data.rows + data.val_rows == 20
    assert "2 of 23 rows were left out: they have an empty cell." in data.notes


def test_gaps_are_filled_with_the_mean_of_the_training_rows(write: Write) -> None:
    data = load(write(GAPS, target="kind", missing="mean", validation=0.0))
    assert data.rows == 22
    assert sorted(data.x[:, 0].abs().tolist())[0] < 1e-6
    assert any("filled in" in note for note in data.notes)


@pytest.mark.parametrize("missing", ["drop", "mean"])
def test_rows_without_a_target_are_always_left_out(missing: str, write: Write) -> None:
    data = load(write(GAPS, target="kind", missing=missing))
    assert data.classes == ("x", "y")
    assert "1 of 23 rows were left out: the target 'kind' is empty." in data.notes


def test_a_row_without_a_target_is_no_reason_to_refuse(write: Write) -> None:
    text = GAPS.replace(",3,x\n7,,y\n", "")
    assert load(write(text, target="kind", missing="refuse")).rows == 16


def test_gaps_in_columns_that_are_not_used_cost_no_rows(write: Write) -> None:
    data = load(write(GAPS, target="kind", ignore=("b",)))
    assert data.rows + data.val_rows == 21
