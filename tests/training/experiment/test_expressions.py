from __future__ import annotations

import copy
import io
import math
import pickle
import struct

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from training.experiment.arithmetic import FUNCTIONS, MATH_FUNCTIONS, MATH_NAMES, interp
from training.experiment.expressions import EpochFormula, Expression, ExpressionError, FractionFormula
from training.experiment.problems import problems_of
from training.experiment.settings import Settings, setting

WORLD = {"__builtins__": {}, **FUNCTIONS, **{name: getattr(math, name) for name in MATH_NAMES}}


class Fields(Settings):
    lr_lambda: EpochFormula = setting("0.95 ** epoch")
    scale_fn: FractionFormula | None = setting(None)


def python(text: str, epoch: float) -> float:
    result = eval(f"lambda epoch: {text}", WORLD)(epoch)
    if isinstance(result, complex):
        raise ValueError
    return float(result)


def bits(number: float) -> bytes:
    return struct.pack("d", number)


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(
        parts, st.sampled_from(["+", "-", "*", "/", "//", "%", "<", "<=", "==", "!=", "and", "or"]), parts
    )
    return st.one_of(
        pairs.map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        pairs.map(lambda p: f"{p[0]} {p[1]} {p[2]}"),
        st.tuples(parts, parts, parts).map(lambda p: f"({p[0]} < {p[1]} <= {p[2]})"),
        st.tuples(parts, parts, parts).map(lambda p: f"({p[0]} if {p[1]} else {p[2]})"),
        st.tuples(parts, st.sampled_from(["2", "3", "-1", "0.5"])).map(lambda p: f"({p[0]}) ** {p[1]}"),
        st.tuples(st.sampled_from(["-({})", "(not ({}))", "round({}, 2)"]), parts).map(lambda p: p[0].format(p[1])),
        st.tuples(st.sampled_from(["abs", "round", *MATH_FUNCTIONS]), parts).map(lambda p: f"{p[0]}({p[1]})"),
        st.tuples(st.sampled_from(["min", "max", "log"]), parts, parts).map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
        parts.map(lambda p: f"interp({p}, (0, 1.5, 10), (1, 1 / 3, -2))"),
    )


LEAVES = st.one_of(
    st.sampled_from(["epoch", "pi", "e"]),
    st.integers(0, 30).map(str),
    st.floats(0, 1e6, allow_subnormal=False).map(repr),
)
FORMULAS = st.recursive(LEAVES, joined, max_leaves=10)


def outcome(formula: Expression, value: float) -> float | str:
    try:
        return formula(value)
    except ExpressionError as error:
        return str(error)


@settings(max_examples=300)
@given(FORMULAS.filter(lambda text: len(text) <= 500), st.integers(0, 300) | st.floats(0, 1))
def test_a_formula_gives_the_very_double_that_python_gives(text: str, value: float) -> None:
    try:
        expected = python(text, value)
    except (ArithmeticError, ValueError, TypeError):
        expected = math.nan
    result = outcome(Expression.parse(text), value)
    if isinstance(result, float):
        assert bits(result) == bits(expected)
    elif math.isfinite(expected):
        # Python lets a huge int, or a power that is complex, pass through the middle
        assert "too large" in result or ("**" in text and "no such number" in result)


@given(st.integers(-50, 50), st.integers(0, 2000), st.integers(1, 50))
def test_whole_numbers_are_exact_up_to_the_largest_double(base: int, exponent: int, factor: int) -> None:
    result = outcome(Expression.parse(f"({base}) ** epoch * ({factor})"), exponent)
    try:
        assert result == float(base**exponent * factor)
    except OverflowError:
        assert "too large" in str(result)


@pytest.mark.parametrize(
    "text",
    [
        "0.95 ** epoch",
        "0.5 * (1 + cos(pi * epoch / 30))",
        "min(1, (epoch + 1) / 5) * 0.1 ** (epoch // 30)",
        "1 if epoch < 5 else 0.5 if epoch < 10 else 0.1",
        "interp(epoch, (0, 5, 10), (0.1, 1, 0.01))",
        "1 / sqrt(max(epoch, 4))",
        "5 <= epoch < 10",
        "epoch and 1 or 2",
        "2 ** 1000 / 2 ** 999",
        "(-8) ** epoch % 7",
        "-epoch ** 2 + +1",
        "1_000 * .5e-3",
    ],
)
def test_what_users_write_equals_python_in_every_epoch(text: str) -> None:
    formula = Expression.parse(text)
    assert [bits(formula(epoch)) for epoch in range(100)] == [bits(python(text, epoch)) for epoch in range(100)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 / epoch", "division by zero"),
        ("1 // epoch", "division by zero"),
        ("5.0 % epoch", "division by zero"),
        ("epoch ** -1", "division by zero"),
        ("0 ** -5000", "division by zero"),
        ("log(epoch)", "there is no such number, as with sqrt(-1) or log(0)"),
        ("sqrt(epoch - 1)", "there is no such number, as with sqrt(-1) or log(0)"),
        ("(epoch - 8) ** 0.5", "there is no such number, as with sqrt(-1) or log(0)"),
        ("abs((-8) ** (1 / 3))", "there is no such number, as with sqrt(-1) or log(0)"),
        ("exp(1000)", "a number in it grows too large"),
        ("2.0 ** 5000", "a number in it grows too large"),
        ("1e308 * 10", "a number in it grows too large"),
        ("1e308 * 10 - 1e308 * 10", "a number in it grows too large"),
        ("2 ** 1024", "a number in it grows too large"),
        ("10 ** 308 * 10 ** 308", "a number in it grows too large"),
        ("9 ** 9 ** 9 ** 9", "a number in it grows too large"),
        ("(-9) ** 9 ** 9 ** 9 % 7", "a number in it grows too large"),
        ("0 * 9 ** 999999999", "a number in it grows too large"),
    ],
)
def test_what_has_no_value_is_explained_with_formula_and_epoch(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        Expression.parse(text)(0)
    assert str(caught.value) == f'"{text}" cannot be computed at epoch 0: {reason}.'


def test_only_the_branch_that_is_taken_is_computed() -> None:
    formula = Expression.parse("1 if epoch == 0 else 1 / epoch")
    assert (formula(0), formula(4)) == (1, 0.25)
    assert Expression.parse("epoch == 0 or 1 / epoch")(0) == 1
    assert Expression.parse("1 < epoch < 1 / epoch")(0) == 0


def test_the_variable_may_have_another_name() -> None:
    formula = Expression.parse(" 1 / 2 ** x ", "x")
    assert (formula.text, formula.variable, formula(0.5)) == ("1 / 2 ** x", "x", python("1 / 2 ** epoch", 0.5))
    with pytest.raises(ExpressionError, match=r"at x 0\.25: division by zero"):
        Expression.parse("1 / (x - 0.25)", "x")(0.25)


def test_a_formula_knows_the_names_that_a_script_must_import() -> None:
    formula = Expression.parse("interp(epoch, (0, e), (sqrt(2), 1)) + min(cos(pi), 1)")
    assert formula.names == {"interp", "e", "sqrt", "min", "cos", "pi"}
    assert formula.names & MATH_NAMES == {"e", "sqrt", "cos", "pi"}
    assert WORLD["interp"] is interp


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda formula: pickle.loads(pickle.dumps(formula))])
def test_a_copy_is_equal_and_computes_the_same(again) -> None:
    formula = Expression.parse("0.9 ** epoch")
    assert again(formula) == formula
    assert hash(again(formula)) == hash(formula)
    assert again(formula)(7) == formula(7)
    assert formula != Expression.parse("0.9**epoch")
    assert Expression.parse("1", "x") != Expression.parse("1")


def optimizer() -> torch.optim.Optimizer:
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)


def test_torch_s_schedulers_save_and_restore_with_it() -> None:
    formula, scale = Expression.parse("0.9 ** epoch"), Expression.parse("1 / 2 ** x", "x")
    scheduler, buffer = torch.optim.lr_scheduler.LambdaLR(optimizer(), formula), io.BytesIO()
    cyclic = torch.optim.lr_scheduler.CyclicLR(optimizer(), 0.01, 0.1, scale_fn=scale, cycle_momentum=False)
    torch.save([scheduler.state_dict(), cyclic.state_dict()], buffer)
    buffer.seek(0)
    first, second = torch.load(buffer, weights_only=True)
    scheduler.load_state_dict(first)
    cyclic.load_state_dict(second)
    assert scheduler.get_last_lr() == [0.1]
    assert vars(formula) == {}


def test_a_field_keeps_the_stripped_text_of_the_user() -> None:
    fields = Fields(lr_lambda="  0.9**epoch ", scale_fn="x / 2")
    assert (fields.lr_lambda, fields.scale_fn) == ("0.9**epoch", "x / 2")


def test_a_field_refuses_with_the_sentence_and_nothing_else() -> None:
    with pytest.raises(ValidationError) as caught:
        Fields(lr_lambda="0.9 ** epcoh", scale_fn="epoch")
    problems = {problem.path: problem.message for problem in problems_of(caught.value, Fields)}
    assert problems["lr_lambda"] == "\"epcoh\" at column 8 is not known here; did you mean 'epoch'?"
    assert problems["scale_fn"].startswith('"epoch" at column 1 is not known here; known: x, pi, e, min')
