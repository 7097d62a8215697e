from __future__ import annotations

from training.engine.data.errors import LONGEST_NAME, listed, quoted


def test_a_name_stays_on_one_line_and_short() -> None:
    assert quoted("a\nb\t c") == "'a b c'"
    assert len(quoted("x" * 1000)) == LONGEST_NAME + 2


def test_a_name_that_is_no_unicode_can_be_shown() -> None:
    assert quoted(b"\xff.csv".decode("utf-8", "surrogateescape")) == "'?.csv'"


def test_of_many_names_the_first_few_are_listed() -> None:
    assert listed(["a", "b"]) == "'a', 'b'"
    assert listed(list("abcdefgh")).endswith("'e' and 3 more")
