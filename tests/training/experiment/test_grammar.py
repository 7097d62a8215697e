from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.experiment.expressions import Expression

ROOT = Path(__file__).parents[3]
HOSTILE = [
    "__import__('os').system('echo hacked')",
    "__import__",
    "import os",
    "exec(epoch)",
    "eval(epoch)",
    "compile(1, 2, 3)",
    "open(0)",
    "input()",
    "print(epoch)",
    "getattr(epoch, real)",
    "globals()",
    "epoch.__class__",
    "epoch.__class__.__base__.__subclasses__()",
    "(1).__class__",
    "1..real",
    "1 .real",
    "math.cos(epoch)",
    "cos.__self__",
    "min.__call__(1, 2)",
    "cos(1)(2)",
    "(min)(1)(2)",
    "(cos if epoch else sin)(1)",
    "lambda: 1",
    "(lambda epoch: epoch)(1)",
    "[epoch]",
    "[x for x in epoch]",
    "(x for x in (1, 2))",
    "max(i for i in (1, 2))",
    "{1: 2}",
    "{1, 2}",
    "epoch[0]",
    "(epoch := 3)",
    "epoch = 3",
    "min(*(1, 2))",
    "min(1, 2, *(3,))",
    "min(1, 2, **epoch)",
    "min(1, 2, default=3)",
    "round(1.5, ndigits=1)",
    "'text'",
    '"text"',
    "b'bytes'",
    "f'{epoch}'",
    "'%s' % epoch",
    "r'\\x'",
    "epoch @ epoch",
    "1 << 999999999",
    "999 >> 1",
    "epoch & 1",
    "epoch | 1",
    "epoch ^ 2",
    "~epoch",
    "1j",
    "3 + 4J",
    "1e999",
    "-1e999",
    "nan",
    "inf",
    "float(1)",
    "9" * 400,
    "9" * 10**6,
    "0x" + "f" * 300,
    "True",
    "None",
    "...",
    "1 is 1",
    "1 in (1, 2)",
    "1, 2",
    "0,95 ** epoch",
    "()",
    "await epoch",
    "(yield)",
    "(yield from epoch)",
    "epoch if epoch",
    "1 if epoch else",
    "1if epoch else 2",
    "0x1for x in (1, 2)",
    "2epoch",
    "epoch 2",
    "1 +",
    "(1",
    "1)",
    "1) + (1",
    "1 +* 2",
    "1 <> 2",
    "not",
    "=",
    "epoch; epoch",
    "epoch # comment",
    "epoch\nimport os",
    "epoch\\\n+ 1",
    "epoch\t+ 1",
    "epoch\0",
    "\0",
    "",
    " \n ",
    "\ufeffepoch",
    "еpoch",  # a Cyrillic letter
    "ｅpoch",  # a full-width letter
    "１",
    "1 − 1",
    "epoch\u202e + 1",
    "\ud800",
    "epcoh",
    "x",
    "cos",
    "cos()",
    "cos(1, 2)",
    "min(1)",
    "log(1, 2, 3)",
    "round(epoch, epoch)",
    "round(epoch, -1)",
    "round(epoch, 1.0)",
    "epoch(1)",
    "pi(1)",
    "(" * 60 + "1" + ")" * 60,
    "(" * 240 + "1" + ")" * 240,
    "(" * 499,
    "-" * 499 + "1",
    "not " * 120 + "1",
    "~" * 400 + "1",
    "cos(" * 60 + "1" + ")" * 60,
    "1 ** " * 90 + "1",
    "+".join("1" * 250),
    "interp(epoch, (0, 5), (1,))",
    "interp(epoch, (0,), (1,))",
    "interp(epoch, (0, 5, 5), (1, 2, 3))",
    "interp(epoch, (5, 0), (1, 2))",
    "interp(epoch, (0, epoch), (1, 2))",
    "interp(epoch, (0, 1 / 0), (1, 2))",
    "interp(epoch, (0, 1e308 * 10), (1, 2))",
    "interp(epoch, (0, 9 ** 9 ** 9 ** 9), (1, 2))",
    "interp(epoch, 0, 1)",
    "interp(epoch, (0, 5))",
    "interp(epoch, cos, (1, 2))",
    "interp(epoch, (0, (1, 2)), (1, 2))",
]
MACHINE_WORDS = re.compile(r"Traceback|Error|invalid syntax|<unknown|<ast|NoneType|object at|\n")


def refusal(text: str) -> str:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the sentence is what the tests look at
        Expression.parse(text)
    return str(caught.value)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:30]))
def test_what_is_no_formula_is_refused_in_one_plain_sentence(text: str) -> None:
    start = time.perf_counter()
    sentence = refusal(text)
    assert time.perf_counter() - start < 1
    assert "formula" in sentence or re.search(r" at column [1-9]", sentence)
    assert "; " in sentence
    assert len(sentence) < 300
    assert sentence.isprintable()
    assert not MACHINE_WORDS.search(sentence)


def test_nothing_refused_was_run() -> None:
    program = """
import json, sys
from training.experiment.expressions import Expression
texts, events = json.load(sys.stdin), set()
sys.addaudithook(lambda event, arguments: events.add(event))
for text in texts:
    try:
        Expression.parse(text)
    except ValueError:
        pass
seen = sorted(events)
print(*seen)
"""
    command = [sys.executable, "-c", program]
    child = subprocess.run(command, input=json.dumps(HOSTILE), capture_output=True, text=True, check=True, cwd=ROOT)
    assert child.stdout.split() == ["compile"]  # this is what the parser calls itself: neither exec nor import
    assert not child.stderr


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("epcoh", "\"epcoh\" at column 1 is not known here; did you mean 'epoch'?"),
        ("1 + coss(epoch)", "\"coss\" at column 5 is not a function of this language; did you mean 'cos'?"),
        ("math.cos(epoch)", "\"math.cos\" at column 1 is not a function of this language; did you mean 'cos'?"),
        ("2 * cos", '"cos" at column 5 is a function; write cos(value)'),
        ("min(1)", '"min(1)" at column 1 does not have the values that min takes; write min(a, b)'),
        ("2 ^ epoch", "'^' at column 3 has no place in a formula; write ** for a power"),
        ("0,9", '"0,9" at column 1 is more than one value; write one, with a point in decimals, as in 0.95'),
        ("0.9 **", "the formula ends too early; complete it, as in 0.95 ** epoch"),
        ("2 + * 3", '"* 3" at column 5 cannot be read; check the operators, commas and brackets there'),
        ("lambda epoch: 1", "':' at column 13 has no place in a formula; leave out lambda and what stands before it"),
    ],
)
def test_a_likely_slip_is_answered_with_its_remedy(text: str, sentence: str) -> None:
    assert refusal(text) == sentence


def test_the_limits_are_generous_and_exact() -> None:
    assert Expression.parse("(" * 50 + "1" + ")" * 50)(0) == 1
    assert Expression.parse("+".join("1" * 50))(0) == 50
    assert Expression.parse("1" + " " * 498 + " ")(0) == 1
    assert Expression.parse(f"min({', '.join('1' * 160)})")(0) == 1
    assert "may have 500" in refusal("1 " * 250 + "1")


def test_a_long_piece_is_cut_in_the_sentence() -> None:
    assert '"' + "a" * 59 + '…" at column 1' in refusal("a" * 400)


def outcome(text: str) -> Expression | str:
    try:
        return Expression.parse(text)
    except ValueError as error:
        return str(error)


TOKENS = """epoch x 1 0 2.5 .5 1e-3 1_0 1if 3or pi e cos min interp round not if else and or in is
    + - * / // % ** < == = , ( ) . : True lambda await ' [ ]"""


@given(st.lists(st.sampled_from(TOKENS.split()), max_size=12), st.sampled_from(["", " "]))
def test_any_soup_of_tokens_is_a_formula_that_a_script_can_hold_or_refused(tokens: list[str], between: str) -> None:
    result = outcome(between.join(tokens))
    if isinstance(result, str):
        assert not MACHINE_WORDS.search(result)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compile(f"(lambda epoch: {result.text})", "script", "eval")


@given(st.text(max_size=60))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    result = outcome(text)
    assert isinstance(result, Expression) or result.isprintable()
