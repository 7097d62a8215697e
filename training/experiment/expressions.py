"""Formulas that a user types for a rate: read once, computed often, never run as code."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import AfterValidator

from training.errors import ExpectedError
from training.experiment.grammar import Compute, quoted, read

TOO_LARGE = "a number in it grows too large"


class ExpressionError(ExpectedError, ArithmeticError):
    """A formula has no finite value where it was asked for."""


class Expression:
    """A formula of one variable; call it with the variable's value."""

    # torch puts a callable's __dict__ into the scheduler's state_dict: it stays empty
    __slots__ = ("__dict__", "_compute", "names", "text", "variable")

    def __init__(self, text: str, variable: str, names: frozenset[str], compute: Compute) -> None:
        """Use `parse`."""
        self.text, self.variable, self.names, self._compute = text, variable, names, compute

    @classmethod
    def parse(cls, text: str, variable: str = "epoch") -> Expression:
        """Read a formula; raises ValueError that says what is wrong, at which column (from 1), and what to do."""
        text = text.strip()
        compute, names = read(text, variable)
        return cls(text, variable, names, compute)

    def __call__(self, value: float) -> float:
        """Return the double that Python gives for the text; raises ExpressionError where there is none."""
        try:
            result = float(self._compute(value))
            if math.isfinite(result):
                return result
            reason = TOO_LARGE
        except ZeroDivisionError:
            reason = "division by zero"
        except OverflowError:
            reason = TOO_LARGE
        except ValueError:
            reason = "there is no such number, as with sqrt(-1) or log(0)"
        raise ExpressionError(f"{quoted(self.text)} cannot be computed at {self.variable} {value}: {reason}.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and (self.text, self.variable) == (other.text, other.variable)

    def __hash__(self) -> int:
        return hash((self.text, self.variable))

    def __repr__(self) -> str:
        return f"Expression.parse({self.text!r}, {self.variable!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Expression.parse, (self.text, self.variable)


def _formula_of(variable: str) -> AfterValidator:
    def check(text: str) -> str:
        return Expression.parse(text, variable).text

    return AfterValidator(check)


EpochFormula = Annotated[str, _formula_of("epoch")]
FractionFormula = Annotated[str, _formula_of("x")]
