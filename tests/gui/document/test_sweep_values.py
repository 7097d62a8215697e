from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.document.numbers import Separators
from gui.document.sweep_fields import sweepable
from gui.document.sweep_values import read_values, short, write_values
from training.experiment.experiment import Experiment

FIELDS = sweepable(Experiment())
GAMMA, STEP, LR = FIELDS["scheduler.gamma"], FIELDS["scheduler.step_size"], FIELDS["optimizer.lr"]
HIDDEN, KIND, NESTEROV = FIELDS["network.hidden"], FIELDS["optimizer.kind"], FIELDS["optimizer.nesterov"]


@pytest.mark.parametrize(
    ("field", "text", "values"),
    [
        (GAMMA, "0.1, 0.5 0.9", [0.1, 0.5, 0.9]),
        (GAMMA, "0.1 … 0.9 in 5 steps", [0.1, 0.3, 0.5, 0.7, 0.9]),
        (LR, "0.001 ... 0.1 in 3 steps, log", [0.001, 0.01, 0.1]),
        (LR, "0.001 to 0.1 in 3 steps log; 1", [0.001, 0.01, 0.1, 1.0]),
        (STEP, "2..5", [2, 3, 4, 5]),
        (STEP, "5..2, 9", [5, 4, 3, 2, 9]),
        (STEP, "2 … 32 in 5 steps, log", [2, 4, 8, 16, 32]),
        (STEP, "3, 3, 4", [3, 4]),
        (KIND, "sgd, Adam", ["SGD", "Adam"]),
        (NESTEROV, "on, off", [True, False]),
        (HIDDEN, "[5], [10, 5], 3", [[5], [10, 5], [3]]),
        (FIELDS["clip_grad_norm"], "off, 1", ["none", 1.0]),
        (FIELDS["scheduler"], '{kind = "None"}', [{"kind": "None"}]),
    ],
)
def test_values_are_read_as_people_type_them(field: object, text: str, values: list[object]) -> None:
    assert read_values(field, text) == values  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        (GAMMA, "", "give the values to try"),
        (GAMMA, "a, b", "not made of numbers"),
        (GAMMA, "0.1 … 0.9", "in 5 steps"),
        (GAMMA, "0.1 … 0.9 in 1 steps", "2 to 1,000 steps"),
        (LR, "0 … 1 in 3 steps, log", "above 0"),
        (STEP, "1.5", "whole numbers"),
        (STEP, "0..99999", "100,000 values"),
        (KIND, "SGB", "there is no SGB"),
        (NESTEROV, "maybe", "neither on nor off"),
        (HIDDEN, "[5", "in brackets"),
        (FIELDS["scheduler"], "StepLR", "in braces"),
    ],
)
def test_what_cannot_be_read_is_explained(field: object, text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_values(field, text)  # type: ignore[arg-type]


def test_a_comma_is_never_taken_for_a_point() -> None:
    with pytest.raises(ValueError, match="point"):
        read_values(GAMMA, "0,1", Separators(",", "."))


@given(st.lists(st.floats(1e-9, 1e9), min_size=1, unique=True))
def test_written_numbers_read_back_the_same(values: list[float]) -> None:
    assert read_values(LR, write_values(values)) == values


@given(st.lists(st.lists(st.integers(1, 4096), max_size=4), min_size=1, unique_by=repr))
def test_written_lists_read_back_the_same(values: list[list[int]]) -> None:
    assert read_values(HIDDEN, write_values(values)) == values


@given(st.floats(1e-6, 1.0), st.floats(1.5, 1e6), st.integers(2, 50), st.booleans())
def test_a_range_has_its_ends_and_its_steps(first: float, last: float, count: int, log: bool) -> None:
    values = read_values(LR, f"{first!r} … {last!r} in {count} steps{', log' * log}")
    assert (values[0], values[-1]) == (first, last)
    assert len(values) == count
    assert values == sorted(values)


def test_a_table_is_named_as_a_call() -> None:
    assert short({"kind": "MultiStepLR", "milestones": [3, 7]}) == "MultiStepLR(milestones=[3, 7])"
