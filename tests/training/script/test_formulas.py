from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.training.experiment.test_expressions import FORMULAS
from tests.training.script.running import assert_clean
from training.experiment.arithmetic import interp
from training.experiment.expressions import Expression, ExpressionError
from training.script.formulas import formula_source, function_of, is_short

SHORT = FORMULAS.filter(lambda text: len(text) <= 400)


def is_formula(text: str) -> bool:
    try:
        Expression.parse(text)
    except ValueError:
        return False
    return True


@given(SHORT, st.integers(0, 50))
def test_the_source_has_the_formula_s_value(text: str, epoch: int) -> None:
    assume(is_formula(text))
    try:
        expected = Expression.parse(text)(epoch)
    except ExpressionError:
        return
    assert float(eval(formula_source(text), {"math": math, "interp": interp, "epoch": epoch})) == expected


@settings(max_examples=1, derandomize=True)
@given(st.lists(SHORT, min_size=150, max_size=150))
def test_ruff_finds_nothing_to_lay_out_anew(texts: list[Any]) -> None:
    functions = [function_of(f"f{number}", text, "epoch") for number, text in enumerate(filter(is_formula, texts))]
    source = "import math\n\n\ndef interp(x, xs, ys):\n    return math.nan\n\n\n" + "\n\n\n".join(functions) + "\n"
    assert_clean(source)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.95 ** epoch", "0.95**epoch"),
        ("(2 ** epoch) ** 3", "(2**epoch) ** 3"),
        ("-epoch ** 2", "-(epoch**2)"),
        ("cos(pi * epoch / 10)", "math.cos(math.pi * epoch / 10)"),
        ("2 ** cos(epoch)", "2 ** math.cos(epoch)"),
        ("1e30 * epoch", "1e30 * epoch"),
    ],
)
def test_a_formula_is_written_as_one_writes_it(text: str, expected: str) -> None:
    assert formula_source(text) == expected
    assert is_short(text)
