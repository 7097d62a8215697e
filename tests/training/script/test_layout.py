from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.script.running import assert_clean
from training.script.layout import WIDTH, Call, Code, assignment, branches, comment, noted, source

ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=90)
)
DATA = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=5) | st.lists(inner, max_size=4).map(tuple)
    | st.dictionaries(st.text(max_size=30), inner, max_size=4),
    max_leaves=15,
)  # fmt: skip


@given(DATA)
def test_data_read_back_as_they_were(value: Any) -> None:
    assert eval(source(value)) == value
    assert eval(source(value, width=10)) == value


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80)
WRITTEN = st.recursive(
    st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=1, derandomize=True)
@given(st.lists(WRITTEN, min_size=100, max_size=100))
def test_ruff_finds_nothing_to_lay_out_anew(values: list[Any]) -> None:
    assert_clean("".join(f"{assignment('value', value)}\n" for value in values))


def test_a_call_that_is_too_wide_has_one_argument_a_line() -> None:
    inner = Call("inner", (Code("a" * 40), Code("b" * 40)), {"c": 1})
    text = assignment("x", Call("outer", (inner,), {"name": (1,)}))
    assert text.splitlines() == [
        "x = outer(", "    inner(", f"        {'a' * 40},", f"        {'b' * 40},", "        c=1,", "    ),",
        "    name=(1,),", ")",
    ]  # fmt: skip


def test_wide_letters_count_twice() -> None:
    assert "\n" not in source(["a" * 40, "b" * 30])
    assert "\n" in source(["赤" * 40, "b" * 30])


def test_a_note_goes_above_a_line_that_leaves_no_room() -> None:
    assert noted("x = 1", "why") == "x = 1  # why"
    long = "x" * (WIDTH - 4)
    assert noted(long, "why") == f"# why\n{long}"
    assert all(len(line) <= WIDTH for line in comment("word " * 60).splitlines())


def test_a_single_case_needs_no_branch() -> None:
    assert list(branches([("", "go()")])) == ["go()"]
    assert "\n".join(branches([("a", "x"), ("b", "y"), ("", "z")])) == ("if a:\n    x\nelif b:\n    y\nelse:\n    z")
    assert "\n".join(branches([("a", "x"), ("b", "x"), ("c", "y"), ("", "y")])) == "if b:\n    x\nelse:\n    y"
    assert list(branches([("a", "x"), ("", "x")])) == ["x"]
