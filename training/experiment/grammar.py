"""The grammar of formulas: a text of Python's arithmetic becomes a closure, and all else is refused in a sentence."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any

from training.experiment.arithmetic import (
    BINARY,
    COMPARISONS,
    CONSTANTS,
    FUNCTIONS,
    MOST_BITS,
    UNARY,
    interp,
    takes,
    usage,
)
from training.experiment.problems import LONGEST_VALUE, did_you_mean

MOST_CHARACTERS, MOST_NODES, MOST_LEVELS = 500, 200, 50
SIMPLER = "write a shorter formula with fewer brackets"
# no quotes, brackets, colons or signs beyond ASCII: what is left cannot hide anything
FOREIGN = re.compile(r"[^A-Za-z0-9_.+\-*/%(),<>=! ]")
HINTS = {
    "[": "write round brackets",
    ":": "leave out lambda and what stands before it",
    "^": "write ** for a power",
}
# Python warns of a number with a letter behind it, as in "1if"
GLUED = re.compile(r"(?<![\w.])(?>\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?>[eE][+-]?\d[\d_]*)?+[A-Za-z_]+")

Compute = Callable[[Any], Any]


def read(text: str, variable: str) -> tuple[Compute, frozenset[str]]:
    """Return what computes the text from the variable's value, and the functions and constants that it uses."""
    _check_text(text, variable)
    tree = _parsed(text, variable)
    _check_size(tree)
    builder = _Builder(text, variable)
    compute = builder.build(tree)
    return compute, frozenset(builder.names)


def quoted(piece: str) -> str:
    """Return the piece in quotation marks, cut where it is long."""
    return f'"{piece}"' if len(piece) <= LONGEST_VALUE else f'"{piece[: LONGEST_VALUE - 1]}…"'


def _made_of(variable: str) -> str:
    return f"use numbers, {variable}, + - * / // % **, comparisons, if, else, and, or, not, and functions such as cos"


def _check_text(text: str, variable: str) -> None:
    """Refuse what could make Python's parser warn, work long, or see more than the user does."""
    if not text:
        raise ValueError(f"the formula is empty; write one such as 0.95 ** {variable}")
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"the formula has {len(text)} characters and may have {MOST_CHARACTERS}; {SIMPLER}")
    if foreign := FOREIGN.search(text):
        character = foreign.group()
        advice = HINTS.get(character, _made_of(variable))
        raise ValueError(f"{character!r} at column {foreign.start() + 1} has no place in a formula; {advice}")
    if glued := GLUED.search(text):
        where = f"{quoted(glued.group())} at column {glued.start() + 1}"
        raise ValueError(f"{where} is not a number; write 12, 0.5 or 1e-3, then a space or an operator such as *")
    if max(accumulate((c == "(") - (c == ")") for c in text)) > MOST_LEVELS:
        raise ValueError(f"the formula has more than {MOST_LEVELS} brackets inside each other; {SIMPLER}")


def _parsed(text: str, variable: str) -> ast.expr:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        column = error.offset or 0
    except (MemoryError, RecursionError):
        raise ValueError(f"the formula is nested too deeply; {SIMPLER}") from None
    if not 1 <= column <= len(text):
        raise ValueError(f"the formula ends too early; complete it, as in 0.95 ** {variable}")
    where = f"{quoted(text[column - 1 :])} at column {column}"
    raise ValueError(f"{where} cannot be read; check the operators, commas and brackets there")


def _check_size(tree: ast.expr) -> None:
    nodes, levels, level = 0, 0, [tree]
    while level:
        nodes, levels = nodes + len(level), levels + 1
        level = [child for node in level for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    if nodes > MOST_NODES:
        raise ValueError(f"the formula has {nodes} parts and may have {MOST_NODES}; {SIMPLER}")
    if levels > MOST_LEVELS:
        raise ValueError(f"the formula has {levels} steps inside each other and may have {MOST_LEVELS}; {SIMPLER}")


def _applied(function: Callable[..., Any], operands: Sequence[Compute]) -> Compute:
    if len(operands) == 1:
        (only,) = operands
        return lambda value: function(only(value))
    if len(operands) == 2:
        left, right = operands
        return lambda value: function(left(value), right(value))
    return lambda value: function(*[operand(value) for operand in operands])


def _compared(first: Compute, steps: Sequence[tuple[Callable[[Any, Any], Any], Compute]]) -> Compute:
    def compute(value: Any) -> Any:
        left = first(value)
        for test, operand in steps:
            right = operand(value)
            if not test(left, right):
                return False
            left = right
        return True

    return compute


def _joined(operands: Sequence[Compute], decisive: bool) -> Compute:
    """Return the first operand that is decisive (true for `or`, false for `and`), else the last, as Python does."""

    def compute(value: Any) -> Any:
        for operand in operands:
            result = operand(value)
            if bool(result) is decisive:
                break
        return result

    return compute


class _Builder:
    """Turns the parsed formula into one closure, and notes which names it uses."""

    def __init__(self, text: str, variable: str) -> None:
        self.text, self.variable = text, variable
        self.names: set[str] = set()

    def build(self, node: ast.expr) -> Compute:
        """Return what computes `node` from the variable's value; raises ValueError for what the language lacks."""
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return self._literal(node, number)
            case ast.Name():
                return self._name(node)
            case ast.UnaryOp(op=op, operand=operand) if type(op) in UNARY:
                return _applied(UNARY[type(op)], self._all([operand]))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
                return _applied(BINARY[type(op)], self._all([left, right]))
            case ast.Compare(left=left, ops=ops, comparators=rights) if all(type(op) in COMPARISONS for op in ops):
                tests = [COMPARISONS[type(op)] for op in ops]
                return _compared(self.build(left), list(zip(tests, self._all(rights), strict=True)))
            case ast.BoolOp(op=op, values=values):
                return _joined(self._all(values), decisive=isinstance(op, ast.Or))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                condition, then, otherwise = self._all([test, body, orelse])
                return lambda value: then(value) if condition(value) else otherwise(value)
            case ast.Call():
                return self._call(node)
            case ast.Tuple():
                raise self._refusal(node, "is more than one value; write one, with a point in decimals, as in 0.95")
        raise self._refusal(node, f"has no place in a formula; {_made_of(self.variable)}")

    def _all(self, nodes: Sequence[ast.expr]) -> list[Compute]:
        return [self.build(node) for node in nodes]

    def _literal(self, node: ast.expr, number: float) -> Compute:
        if number >= 1 << MOST_BITS:
            raise self._refusal(node, "is too large; stay below 1e308")
        return lambda value: number

    def _name(self, node: ast.Name) -> Compute:
        if node.id == self.variable:
            return lambda value: value
        if node.id in FUNCTIONS:
            raise self._refusal(node, f"is a function; write {usage(node.id)}")
        if node.id not in CONSTANTS:
            known = (self.variable, *CONSTANTS, *FUNCTIONS)
            raise self._refusal(node, f"is not known here{did_you_mean(node.id, known)}")
        self.names.add(node.id)
        constant = CONSTANTS[node.id]
        return lambda value: constant

    def _call(self, node: ast.Call) -> Compute:
        name = self._source(node.func)
        if name not in FUNCTIONS:
            near = did_you_mean(name.rpartition(".")[2], FUNCTIONS)
            raise self._refusal(node.func, f"is not a function of this language{near}")
        if node.keywords or not takes(name, node.args):
            raise self._refusal(node, f"does not have the values that {name} takes; write {usage(name)}")
        self.names.add(name)
        return self._interp(node) if name == "interp" else _applied(FUNCTIONS[name], self._all(node.args))

    def _interp(self, node: ast.Call) -> Compute:
        at, xs, ys = self.build(node.args[0]), self._points(node.args[1]), self._points(node.args[2])
        if len(xs) != len(ys):
            raise self._refusal(node, f"has {len(xs)} points x and {len(ys)} points y; give as many of each")
        if any(left >= right for left, right in pairwise(xs)):
            raise self._refusal(node.args[1], "does not rise; sort the points by x, each once")
        return lambda value: interp(at(value), xs, ys)

    def _points(self, node: ast.expr) -> tuple[float, ...]:
        variable = any(isinstance(part, ast.Name) and part.id == self.variable for part in ast.walk(node))
        if variable or not isinstance(node, ast.Tuple) or len(node.elts) < 2:
            raise self._refusal(node, "is not a list of points; write two or more fixed numbers, such as (0, 5, 10)")
        operands = self._all(node.elts)
        try:
            points = tuple(operand(0) for operand in operands)
            if all(map(math.isfinite, points)):
                return points
        except (ArithmeticError, ValueError):
            pass
        raise self._refusal(node, "has a point that cannot be computed; write fixed numbers, such as (0, 5, 10)")

    def _source(self, node: ast.expr) -> str:
        return self.text[node.col_offset : node.end_col_offset]

    def _refusal(self, node: ast.expr, problem: str) -> ValueError:
        return ValueError(f"{quoted(self._source(node))} at column {node.col_offset + 1} {problem}")
