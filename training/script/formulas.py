"""A user's formula in source: the same arithmetic with Python's `math`, laid out as `ruff format` would."""

from __future__ import annotations

import ast
import re

from training.experiment.arithmetic import MATH_NAMES
from training.script.layout import WIDTH

LONGEST_LAMBDA = 40  # letters; a longer formula becomes a function
# a power of two plain operands is written without spaces
PLAIN_POWER = re.compile(r"(?<=[\w.]) \*\* (?=-?[\w.]+(?![\w.(]))")


def is_short(text: str) -> bool:
    """Whether the formula is short enough for a lambda."""
    return len(formula_source(text)) <= LONGEST_LAMBDA


def function_of(name: str, text: str, variable: str) -> str:
    """Return the formula as a function of that name."""
    line = f"    return {formula_source(text)}"
    skip = "  # fmt: skip" if len(line) > WIDTH else ""
    return f"def {name}({variable}):\n{line}{skip}"


def formula_source(text: str) -> str:
    """Return the formula with `math.cos` for `cos` and so on."""
    tree = _Rewriting().visit(ast.parse(text, mode="eval").body)
    return PLAIN_POWER.sub("**", ast.unparse(tree).replace("e+", "e"))


class _Rewriting(ast.NodeTransformer):
    """Names the math module, and puts the power that a sign stands before into brackets."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(f"math.{node.id}") if node.id in MATH_NAMES else node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.operand, ast.BinOp) and isinstance(node.operand.op, ast.Pow):
            node.operand = ast.Name(f"({ast.unparse(node.operand)})")
        return node
