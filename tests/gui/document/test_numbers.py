from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.document.numbers import (
    Separators,
    Unreadable,
    next_number,
    read_number,
    read_numbers,
    read_whole,
    read_wholes,
    show_number,
    tenfold,
)

ENGLISH = Separators(".", ",")
GERMAN = Separators(",", ".")
FRENCH = Separators(",", "\u202f")
ARABIC = Separators("٫", "٬")
EVERYWHERE = (ENGLISH, GERMAN, FRENCH, ARABIC)

finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize("separators", EVERYWHERE)
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.001", 0.001),
        ("1e-3", 0.001),
        ("1E-3", 0.001),
        (".5", 0.5),
        ("5.", 5.0),
        ("1_000", 1000.0),
        (" 2 ", 2.0),
        ("−0.8", -0.8),
        ("+3", 3.0),
        ("1.25", 1.25),
        ("3.4445", 3.4445),
    ],
)
def test_a_number_in_plain_writing_is_read_in_every_locale(text: str, number: float, separators: Separators) -> None:
    assert read_number(text, separators) == number


@pytest.mark.parametrize(("text", "number"), [("0,001", 0.001), ("1,5", 1.5), (",5", 0.5), ("1234,567", 1234.567)])
def test_a_decimal_comma_is_read_where_people_write_one(text: str, number: float) -> None:
    assert read_number(text, GERMAN) == number
    assert read_number(text, FRENCH) == number


@pytest.mark.parametrize("text", ["0,001", "1,5", ",5", "1,234.5", "1.234,5"])
def test_a_comma_is_explained_where_people_write_a_point(text: str) -> None:
    with pytest.raises(ValueError, match="write decimals with a point"):
        read_number(text, ENGLISH)


@pytest.mark.parametrize("separators", EVERYWHERE)
def test_a_text_that_reads_as_thousands_or_decimals_is_refused(separators: Separators) -> None:
    with pytest.raises(ValueError, match=r"1,000 could be read in two ways; write 1000 or 1\.0"):
        read_number("1,000", separators)
    with pytest.raises(ValueError, match=r"1\.000 could be read in two ways"):
        read_whole("1.000", separators)


def test_a_point_before_three_digits_is_refused_where_it_groups_thousands() -> None:
    with pytest.raises(ValueError, match=r"write 1125 or 1\.1250"):
        read_number("1.125", GERMAN)
    assert read_number("1.1250", GERMAN) == 1.125
    assert read_number("1.125", ENGLISH) == read_number("1.125", FRENCH) == 1.125


@pytest.mark.parametrize("read", [read_number, read_whole])
@pytest.mark.parametrize("text", ["", "abc", "inf", "-Infinity", "nan", "1 000", "0x10", "1e", "--1", "1__0", "½"])
def test_what_is_no_number_is_refused(read: object, text: str) -> None:
    for separators in EVERYWHERE:
        with pytest.raises(ValueError, match=r"^$"):
            read(text, separators)  # type: ignore[operator]


@pytest.mark.parametrize("text", ["١٢", "٠٫٥", "１２"])
def test_digits_of_another_script_are_refused_with_a_sentence(text: str) -> None:
    for separators in EVERYWHERE:
        with pytest.raises(ValueError, match="digits 0 to 9"):
            read_number(text, separators)


@pytest.mark.parametrize("text", ["1e400", "-1e999999", "1e-400", "0.001e-999"])
def test_a_number_beyond_a_double_is_refused_and_never_rounded_away(text: str) -> None:
    with pytest.raises(ValueError, match="beyond the numbers"):
        read_number(text)


@pytest.mark.parametrize(("text", "number"), [("1e3", 1000), ("1.5e3", 1500), ("2.0", 2), ("007", 7), ("1_000", 1000)])
def test_a_whole_number_may_be_written_in_any_way(text: str, number: int) -> None:
    value = read_whole(text)

    assert value == number
    assert type(value) is int


@pytest.mark.parametrize("text", ["2.5", "1e-3", "0.999999999999999999999", "1e300"])
def test_a_fraction_is_no_whole_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        read_whole(text)


@given(st.integers(-(2**63), 2**63))
def test_a_whole_number_is_read_to_its_last_digit(number: int) -> None:
    assert read_whole(str(number)) == number


@pytest.mark.parametrize("text", ["3, 7", "3,7", "[3, 7]", "(3 7)", "3;7", " 3 ,\t7 ,"])
def test_a_list_is_read_with_any_separator_and_bracket(text: str) -> None:
    assert read_wholes(text) == (3, 7)


def test_an_empty_list_is_a_list() -> None:
    assert read_wholes("") == read_wholes("[]") == read_numbers(" ") == ()


def test_thousands_in_a_list_are_refused() -> None:
    with pytest.raises(ValueError, match="000 begins with a zero"):
        read_wholes("1,000")


@pytest.mark.parametrize("text", ["0.9, 0.999", "0.9,0.999", "[0.9 0.999]", "9e-1;0.999"])
def test_a_pair_is_read_in_every_locale(text: str) -> None:
    for separators in EVERYWHERE:
        assert read_numbers(text, separators) == (0.9, 0.999)


def test_decimal_commas_in_a_list_are_explained() -> None:
    with pytest.raises(ValueError, match="a comma stands between two numbers"):
        read_numbers("0,9, 0,999", GERMAN)


@given(finite)
def test_a_shown_number_reads_back_to_the_same_number(number: float) -> None:
    for separators in EVERYWHERE:
        assert read_number(show_number(number, separators), separators) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1, "0.1"),
        (1e-3, "0.001"),
        (1e-5, "1e-5"),
        (1.5e-4, "1.5e-4"),
        (5.0, "5.0"),
        (1e6, "1e6"),
        (0.0, "0.0"),
    ],
)
def test_a_number_is_shown_as_briefly_as_people_write_it(number: float, text: str) -> None:
    assert show_number(number) == text


@pytest.mark.parametrize(
    ("number", "up", "down"),
    [
        (0.1, 0.2, 0.09),
        (1e-3, 2e-3, 9e-4),
        (0.9, 1.0, 0.8),
        (0.95, 0.96, 0.94),
        (0.99, 1.0, 0.98),
        (1 / 3, 0.34, 0.33),
        (15.0, 16.0, 14.0),
        (-0.8, -0.7, -0.9),
        (0.0, 0.1, -0.1),
    ],
)
def test_a_step_moves_the_first_digit_or_the_second_if_there_is_one(number: float, up: float, down: float) -> None:
    assert next_number(number, 1) == up
    assert next_number(number, -1) == down


@given(finite.filter(lambda number: 1e-300 < abs(number) < 1e300))
def test_steps_go_where_they_should(number: float) -> None:
    assert next_number(number, -1) < number < next_number(number, 1)


def test_ten_times_is_exact() -> None:
    assert tenfold(0.07, 1) == 0.7
    assert tenfold(0.7, -1) == 0.07


def test_an_unreadable_text_is_a_text_with_a_reason() -> None:
    text = Unreadable("1,000", "why")

    assert text == "1,000"
    assert text.reason == "why"
