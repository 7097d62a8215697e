"""The arithmetic of formulas: Python's own numbers, operators and functions, kept from growing without bound."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

# a larger int has no double
MOST_BITS = 1024


def interp(x: float, xs: tuple[float, ...], ys: tuple[float, ...]) -> float:
    """Return the height at x of the line through the points (xs, ys), held beyond both ends."""
    if x < xs[0]:
        return ys[0]
    for i in range(len(xs) - 1):
        if x < xs[i + 1]:
            return ys[i] + (ys[i + 1] - ys[i]) * (x - xs[i]) / (xs[i + 1] - xs[i])
    return ys[-1]


# a frozen program has no source file to take this from
INTERP_SOURCE = '''\
def interp(x: float, xs: tuple[float, ...], ys: tuple[float, ...]) -> float:
    """Return the height at x of the line through the points (xs, ys), held beyond both ends."""
    if x < xs[0]:
        return ys[0]
    for i in range(len(xs) - 1):
        if x < xs[i + 1]:
            return ys[i] + (ys[i + 1] - ys[i]) * (x - xs[i]) / (xs[i + 1] - xs[i])
    return ys[-1]
'''


def _bounded(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def compute(left: Any, right: Any) -> Any:
        result = operation(left, right)
        if isinstance(result, int) and result.bit_length() > MOST_BITS:
            raise OverflowError
        return result

    return compute


def _power(base: Any, exponent: Any) -> Any:
    whole = isinstance(base, int) and isinstance(exponent, int)
    # the result would have more bits than this product
    if whole and abs(base) > 1 and (base.bit_length() - 1) * exponent > MOST_BITS:
        raise OverflowError
    result = base**exponent
    if isinstance(result, complex):
        raise ValueError
    return result


CONSTANTS = {"pi": math.pi, "e": math.e}
MATH_FUNCTIONS = ("sqrt", "exp", "log", "log2", "log10", "sin", "cos", "tan", "floor", "ceil")
MATH_NAMES = frozenset({*CONSTANTS, *MATH_FUNCTIONS})
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "abs": abs,
    "round": round,
    **{name: getattr(math, name) for name in MATH_FUNCTIONS},
    "interp": interp,
}
# the arguments of each function that does not take exactly one: fewest, most, example
ARGUMENTS: dict[str, tuple[int, float, str]] = {
    "min": (2, math.inf, "min(a, b)"),
    "max": (2, math.inf, "max(a, b)"),
    "round": (1, 2, "round(value) or round(value, 2)"),
    "log": (1, 2, "log(value) or log(value, base)"),
    "interp": (3, 3, "interp(value, (0, 5, 10), (0.1, 1, 0.1))"),
}
UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
}
BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: _bounded(operator.add),
    ast.Sub: _bounded(operator.sub),
    ast.Mult: _bounded(operator.mul),
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _bounded(_power),
}
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def usage(name: str) -> str:
    """Return how a function is written: `cos(value)`."""
    return ARGUMENTS[name][2] if name in ARGUMENTS else f"{name}(value)"


def takes(name: str, arguments: Sequence[ast.expr]) -> bool:
    """Whether the function takes so many arguments; the digits of `round` must be written out."""
    if name == "round" and len(arguments) == 2:
        return isinstance(arguments[1], ast.Constant) and type(arguments[1].value) is int
    fewest, most, _ = ARGUMENTS.get(name, (1, 1, ""))
    return fewest <= len(arguments) <= most
