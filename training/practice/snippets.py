"""Snippets of plain torch, each executed in a namespace of its own, everything that it does noted down."""

from __future__ import annotations

import builtins
import io
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

import torch
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_pre_hook

from training.practice.outcome import Outcome
from training.schedule.build import rates_of

# what a snippet may call: no files, no input, no code from text
BUILTINS: tuple[Any, ...] = (
    *(ArithmeticError, AttributeError, Exception, KeyError, RuntimeError, TypeError, ValueError, ZeroDivisionError),
    *(abs, all, any, bool, dict, enumerate, float, int, isinstance, len, list, max, min, print, range, repr, reversed),
    *(round, set, sorted, str, sum, tuple, type, zip),
)

ALLOWED_MODULES = ("torch", "math", "json", "copy", "warnings", "io")
SETUP = """\
import torch
from torch import nn
from torch.optim import SGD, Adam, lr_scheduler

network = nn.Linear(2, 2)
optimizer = SGD(network.parameters(), lr=0.1)
"""


def execute(code: str, questions: Iterable[str] = ()) -> Outcome:
    """Run the code after SETUP and return what happened; `questions` are expressions, evaluated at its end."""
    printed, namespace = io.StringIO(), _namespace()
    torch.manual_seed(0)
    error: Exception | None = None
    with _noting_steps() as steps, _noting_warnings() as caught, redirect_stdout(printed), redirect_stderr(printed):
        try:
            exec(compile(SETUP, "<setup>", "exec"), namespace)
            exec(compile(code, "<snippet>", "exec"), namespace)
        except Exception as raised:
            error = raised
        holds = {question: _holds(question, namespace) for question in questions}
    return Outcome(
        rates=tuple(rate for _, rate in steps),
        rates_after=tuple(rate for _, rate in steps[1:]) + tuple(rates_of(optimizer)[0] for optimizer, _ in steps[-1:]),
        printed=printed.getvalue().strip(),
        warnings=tuple(dict.fromkeys(_warning_text(warning) for warning in caught)),
        error=type(error).__name__ if error else "",
        message=str(error) if error else "",
        holds=holds,
    )


def _namespace() -> dict[str, Any]:
    allowed = {builtin.__name__: builtin for builtin in BUILTINS}
    return {"__builtins__": allowed | {"__import__": _import, "__build_class__": builtins.__build_class__}}


def _import(name: str, *context: Any) -> Any:
    if name.split(".")[0] not in ALLOWED_MODULES:
        raise ImportError(f"a snippet does not import {name}")
    return builtins.__import__(name, *context)


@contextmanager
def _noting_steps() -> Iterator[list[tuple[Optimizer, float]]]:
    """Note the rate at which each optimizer really steps."""
    steps: list[tuple[Optimizer, float]] = []
    handle = register_optimizer_step_pre_hook(lambda optimizer, *_: steps.append((optimizer, rates_of(optimizer)[0])))
    try:
        yield steps
    finally:
        handle.remove()


@contextmanager
def _noting_warnings() -> Iterator[list[warnings.WarningMessage]]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield caught


def _warning_text(warning: warnings.WarningMessage) -> str:
    first_line, *_ = str(warning.message).strip().splitlines()
    return f"{warning.category.__name__}: {first_line}"


def _holds(question: str, namespace: dict[str, Any]) -> bool:
    try:
        return bool(eval(question, namespace))
    except Exception:  # of a name that the snippet never reached, for instance
        return False
