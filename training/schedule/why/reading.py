"""A statement with its numbers: which values stand behind the names that it mentions."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from typing import Any, NamedTuple

from torch import Tensor

Value = bool | int | float | str
Names = Mapping[str, Any]


class Reading(NamedTuple):
    """The values that a statement mentions, by the names it has for them, and its expression with them put in."""

    numbers: dict[str, Value]
    formula: str


def read(statement: ast.stmt, local: Names, shared: Names) -> list[Reading]:
    """Read a statement that is about to run, once for each round of a list that it builds, as torch does by group.

    `local` and `shared` are the names of its function and of its module.
    """
    expression = _expression(statement)
    if expression is None:
        return [Reading({}, "")]
    if isinstance(expression, ast.ListComp):
        rounds = _rounds(expression, {**shared, **local})
        return [_read(expression.elt, {**local, **names}, shared) for names in rounds]
    return [_read(expression, local, shared)]


def _expression(statement: ast.stmt) -> ast.expr | None:
    if isinstance(statement, ast.If):
        return statement.test
    return statement.value if isinstance(statement, ast.Return | ast.Assign | ast.Expr) else None


def _rounds(listed: ast.ListComp, names: Names) -> list[dict[str, Any]]:
    """Return the names that the list's own loop gives, round by round."""
    targets = [node.id for node in ast.walk(listed.generators[0].target) if isinstance(node, ast.Name)]
    given = ast.Dict([ast.Constant(name) for name in targets], [ast.Name(name, ast.Load()) for name in targets])
    found: list[dict[str, Any]] = _value(ast.ListComp(given, listed.generators), names)
    return found


def _read(expression: ast.expr, local: Names, shared: Names) -> Reading:
    substitution = _Substitution(local, shared)
    formula = substitution.visit(deepcopy(expression))
    return Reading(substitution.numbers, ast.unparse(formula).replace("self.", ""))


def _value(expression: ast.expr, names: Names) -> Any:
    """Evaluate an expression of torch's own source, never one of the user's."""
    whole = ast.fix_missing_locations(ast.Expression(expression))
    return eval(compile(whole, "<torch>", "eval"), dict(names))


def _plain(value: object) -> Value | None:
    if isinstance(value, Tensor) and value.numel() == 1:
        return value.item()
    return value if isinstance(value, bool | int | float | str) else None


class _Substitution(ast.NodeTransformer):
    """Puts values in the place of the function's own names and notes them."""

    def __init__(self, local: Names, shared: Names) -> None:
        self.numbers: dict[str, Value] = {}
        self._local, self._names = local, {**shared, **local}

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._put(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self._put(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        return self._put(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Put in what a function of the scheduler's own gives where a calculation goes on with it."""
        node.left, node.right = self._side(node.left), self._side(node.right)
        return node

    def _side(self, node: ast.expr) -> ast.expr:
        called = isinstance(node, ast.Call) and (self._own(node) or self._opaque(node))
        given = self._put(deepcopy(node)) if called else node
        visited: ast.expr = self.visit(node)  # which notes the arguments
        return given if called else visited

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """Read only as far as Python would look before it knows the answer."""
        decisive = isinstance(node.op, ast.Or)
        for index, part in enumerate(node.values):
            decided = bool(_value(part, self._names)) is decisive
            node.values[index] = self.visit(part)
            if decided:
                break
        return node

    def _put(self, node: ast.expr) -> ast.expr:
        value = None
        if self._own(node) or self._opaque(node):
            with suppress(AttributeError, LookupError, TypeError):
                value = _plain(_value(node, self._names))
        if value is None:
            self.generic_visit(node)
            return node
        name = ast.unparse(node).replace("self.", "")
        if not (isinstance(value, bool) and name.startswith("_")):
            self.numbers[name.replace("'", '"')] = value
        return _constant(value)

    def _opaque(self, node: ast.AST) -> bool:
        """Whether it is a call that is given something of the function's own that no number stands for, as a list."""
        given = [item.id for item in node.args if isinstance(item, ast.Name)] if isinstance(node, ast.Call) else []
        return any(name in self._local and _plain(self._local[name]) is None for name in given)

    def _own(self, node: ast.AST) -> bool:
        while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
            node = node.func if isinstance(node, ast.Call) else node.value
        return isinstance(node, ast.Name) and node.id in self._local


def _constant(value: Value) -> ast.expr:
    if isinstance(value, int | float) and value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)
