from __future__ import annotations

import warnings

import pytest

from training.practice.snippets import execute


@pytest.mark.slow
def test_the_rates_at_which_the_optimizer_stepped_are_noted() -> None:
    outcome = execute(
        "scheduler = lr_scheduler.StepLR(optimizer, 2)\nfor _ in range(3):\n    optimizer.step()\n    scheduler.step()"
    )
    assert outcome.rates == pytest.approx((0.1, 0.1, 0.01))
    assert outcome.rates_after == pytest.approx((0.1, 0.01, 0.01))


def test_what_is_printed_warned_of_and_raised_is_noted() -> None:
    outcome = execute("print('before')\nlr_scheduler.StepLR(optimizer, 0).step()\nprint('after')")
    assert outcome.printed == "before"
    assert [warning.split(":")[0] for warning in outcome.warnings] == ["UserWarning"]
    assert (outcome.error, outcome.message[:7]) == ("ZeroDivisionError", "integer")
    assert next(iter(outcome.sentences())) == "Printed: before"


def test_expressions_are_asked_at_the_end_and_false_where_a_name_is_missing() -> None:
    assert execute("x = 3", ["x == 3", "x == 4", "y == 3"]).holds == {"x == 3": True, "x == 4": False, "y == 3": False}


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("open('x')", "NameError"),
        ("import os", "ImportError"),
        ("exec('1')", "NameError"),
        ("this is no Python", "SyntaxError"),
        ("raise SystemExit", "NameError"),
    ],
)
def test_a_snippet_keeps_to_itself(code: str, error: str) -> None:
    assert execute(code).error == error


def test_one_snippet_leaves_nothing_to_the_next() -> None:
    execute("left = 1\nwarnings_on = False")
    assert execute("print(left)").error == "NameError"
    first, second = (execute("print(network.weight[0, 0].item())").printed for _ in range(2))
    assert first == second
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        execute("lr_scheduler.StepLR(optimizer, 1).step()")
    assert caught == []


def test_a_snippet_that_says_nothing_says_so() -> None:
    assert list(execute("x = 1").sentences()) == ["It ran without a word."]
