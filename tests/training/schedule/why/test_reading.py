from __future__ import annotations

import ast
import math
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.schedule.why.reading import Reading, read

SCHEDULER: Any = SimpleNamespace(gamma=0.5, last_epoch=3, milestones={3: 2}, _busy=True, curve=lambda x: x / 2)
LOCAL = {"self": SCHEDULER, "groups": [{"lr": 0.1}, {"lr": 0.2}], "none": None, "tensor": torch.tensor(4.0)}


def reading(text: str, **local: Any) -> list[Reading]:
    return read(ast.parse(text).body[0], {**LOCAL, **local}, {"math": math})


def test_a_list_is_read_once_for_each_group() -> None:
    first, second = reading("x = [group['lr'] * self.gamma for group in groups]")
    assert first == ({'group["lr"]': 0.1, "gamma": 0.5}, "0.1 * 0.5")
    assert second.formula == "0.2 * 0.5"


@pytest.mark.parametrize(
    ("text", "numbers", "formula"),
    [
        ("x = self.gamma ** self.milestones[self.last_epoch]", {"gamma": 0.5, "milestones[last_epoch]": 2}, "0.5 ** 2"),
        ("x = 2 * self.curve(self.last_epoch)", {"curve(last_epoch)": 1.5, "last_epoch": 3}, "2 * 1.5"),
        ("x = self.curve(self.gamma)", {"gamma": 0.5}, "curve(0.5)"),
        ("x = math.cos(math.pi * self.gamma)", {"gamma": 0.5}, "math.cos(math.pi * 0.5)"),
        ("x = tensor + 1", {"tensor": 4.0}, "4.0 + 1"),
        ("if self.last_epoch == 0 and self.gamma: pass", {"last_epoch": 3}, "3 == 0 and gamma"),
        ("if self._busy or none: pass", {}, "True or none"),
        ("for group in groups: pass", {}, ""),
    ],
)
def test_names_are_read_as_far_as_python_would_look(text: str, numbers: dict[str, Any], formula: str) -> None:
    (found,) = reading(text)
    assert found == (numbers, formula)


@given(a=st.floats(-1e6, 1e6), b=st.floats(-1e6, 1e6))
def test_the_formula_computes_what_the_statement_does(a: float, b: float) -> None:
    (found,) = reading("x = (a - b) * -a ** 2 + b", a=a, b=b)
    assert eval(found.formula) == (a - b) * -(a**2) + b
