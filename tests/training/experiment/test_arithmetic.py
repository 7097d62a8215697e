from __future__ import annotations

import inspect
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.experiment.arithmetic import FUNCTIONS, INTERP_SOURCE, MATH_NAMES, interp, takes, usage
from training.experiment.expressions import Expression

POINTS = st.lists(st.integers(-100, 100), min_size=2, max_size=6, unique=True).map(sorted)


def test_the_script_gets_the_very_same_interpolation() -> None:
    assert inspect.getsource(interp) == INTERP_SOURCE


def test_every_name_of_math_is_there_to_import() -> None:
    assert all(hasattr(math, name) for name in MATH_NAMES)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_usage_of_each_function_is_a_formula(name: str) -> None:
    for example in usage(name).split(" or "):
        for variable in ("value", "base", "a", "b"):
            example = example.replace(f"({variable}", "(epoch").replace(f", {variable})", ", 2)")
        assert Expression.parse(example).names == {name}


def test_round_takes_only_digits_that_are_written_out() -> None:
    assert Expression.parse("round(epoch / 3, 2)")(1) == 0.33
    assert not takes("round", [])


@given(POINTS, st.data())
def test_interpolation_meets_every_point_and_holds_its_ends(xs: list[int], data: st.DataObject) -> None:
    ys = data.draw(st.lists(st.floats(-1, 1), min_size=len(xs), max_size=len(xs)))
    assert [interp(x, tuple(xs), tuple(ys)) for x in xs] == ys
    assert interp(-1000, tuple(xs), tuple(ys)) == ys[0]
    assert interp(1000, tuple(xs), tuple(ys)) == ys[-1]


def test_interpolation_is_a_straight_line_between_two_points() -> None:
    assert [interp(x, (0, 4), (1, 0)) for x in range(6)] == [1, 0.75, 0.5, 0.25, 0, 0]
