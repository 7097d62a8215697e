from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.document.fields import FormField
from gui.document.numbers import Unreadable
from gui.forms.number_editors import NumberEditor, NumbersEditor, WholeEditor, WholesEditor
from tests.gui.forms.keyboard import type_into, with_focus

Look = Callable[[str], FormField]
Key = Qt.Key

LOCALES = ("C", "de_DE", "fr_CH", "tr_TR", "ar_EG")
# what is typed, and what it may mean; whatever is not listed for a locale must be explained
MEANINGS: dict[str, float] = {
    "0.001": 0.001,
    "1e-3": 0.001,
    "1E-3": 0.001,
    ".5": 0.5,
    "1_000": 1000.0,
    "3": 3.0,
    "2.5": 2.5,
    "3.4445": 3.4445,
    "-0.8": -0.8,
    "1e6": 1e6,
    "0.125": 0.125,
    "0,001": 0.001,
    "0,5": 0.5,
    "1,5": 1.5,
    "12,25": 12.25,
}
REFUSED = ("1,000", "12,345", "1.234,5", "١٢", "inf")
COMMAS = ("de_DE", "fr_CH", "tr_TR")

one_window = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=LOCALES)
def locale(request: pytest.FixtureRequest) -> Iterator[str]:
    """The locale that the program runs in."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


def test_a_typed_number_is_never_misread_in_any_locale(locale: str, window: QWidget, field: Look) -> None:
    editor = with_focus(NumberEditor(field("SGD optimizer.dampening"), window))
    assert len(MEANINGS) + len(REFUSED) == 20

    for text, meaning in MEANINGS.items():
        type_into(editor, text)
        value = editor.value()
        if "," in text and locale not in COMMAS:
            assert isinstance(value, Unreadable)
            assert value.reason
        else:
            assert value == meaning
    for text in REFUSED:
        type_into(editor, text)
        assert editor.value() == Unreadable(text)
        assert editor.text() == text


@one_window
@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_is_shown_is_the_number_that_is_read(
    locale: str, window: QWidget, field: Look, number: float
) -> None:
    editor = NumberEditor(field("SGD optimizer.lr"), window)

    editor.set_value(number)

    assert editor.value() == number


def test_each_key_is_told_once_and_showing_a_value_is_not(qtbot: QtBot, window: QWidget, field: Look) -> None:
    editor = with_focus(NumberEditor(field("SGD optimizer.lr"), window))
    told: list[Any] = []
    editor.edited.connect(lambda: told.append(editor.value()))

    editor.set_value(0.5)
    type_into(editor, "1e-3")

    assert told == [1.0, Unreadable("1e"), Unreadable("1e-"), 0.001]


def test_an_empty_number_says_what_to_give(qtbot: QtBot, window: QWidget, field: Look) -> None:
    editor = WholeEditor(field(" epochs"), window)

    value = editor.value()

    assert value == ""
    assert value.reason == "give a whole number, at least 1 and at most 1_000_000_000"


def test_an_empty_field_that_may_be_off_is_off(window: QWidget, field: Look) -> None:
    editor = NumberEditor(field(" clip_grad_norm"), window)
    assert editor.value() is None
    assert editor.placeholderText() == "off"

    editor.set_value(2.0)
    assert editor.value() == 2.0
    editor.set_value(None)
    assert editor.text() == ""


def test_leaving_the_field_shows_the_number_as_it_was_read(qtbot: QtBot, window: QWidget, field: Look) -> None:
    editor = with_focus(WholeEditor(field(" epochs"), window))
    told: list[None] = []
    type_into(editor, "1e3")
    editor.edited.connect(lambda: told.append(None))

    QTest.keyClick(editor, Key.Key_Return)

    assert editor.text() == "1000"
    assert told == []


def test_leaving_the_field_keeps_what_cannot_be_read(qtbot: QtBot, window: QWidget, field: Look) -> None:
    editor = with_focus(WholeEditor(field(" epochs"), window))
    type_into(editor, "a few")

    QTest.keyClick(editor, Key.Key_Return)

    assert editor.text() == "a few"


@pytest.mark.parametrize(
    ("words", "start", "key", "end"),
    [
        (" epochs", 10, Key.Key_Up, 11),
        (" epochs", 10, Key.Key_Down, 9),
        (" epochs", 10, Key.Key_PageUp, 20),
        (" epochs", 10, Key.Key_PageDown, 1),
        (" epochs", 1, Key.Key_Down, 1),
        (" epochs", 10**9, Key.Key_Up, 10**9),
        (" seed", 2**62, Key.Key_Up, 2**62 + 1),
        (" early_stopping", None, Key.Key_Up, 1),
        ("SGD optimizer.lr", 0.1, Key.Key_Up, 0.2),
        ("SGD optimizer.lr", 0.1, Key.Key_Down, 0.09),
        ("SGD optimizer.lr", 0.1, Key.Key_PageUp, 1.0),
        ("SGD optimizer.lr", 0.1, Key.Key_PageDown, 0.01),
        ("SGD optimizer.lr", 1e308, Key.Key_PageUp, 1e308),
        ("SGD optimizer.lr", 0.0, Key.Key_Down, 0.0),
        ("Tutorial data.validation", 0.9, Key.Key_Up, 0.9),
        ("MLP network.dropout", 0.99, Key.Key_Up, 0.99),
        ("Adafactor optimizer.beta2_decay", -0.1, Key.Key_PageDown, -0.01),
    ],
)
def test_the_arrow_and_page_keys_step_within_the_bounds(
    qtbot: QtBot, window: QWidget, field: Look, words: str, start: Any, key: Qt.Key, end: Any
) -> None:
    kind = WholeEditor if isinstance(end, int) else NumberEditor
    editor = with_focus(kind(field(words), window))
    editor.set_value(start)

    QTest.keyClick(editor, key)

    assert editor.value() == end
    assert type(editor.value()) is type(end)


def test_stepping_leaves_a_text_alone(qtbot: QtBot, window: QWidget, field: Look) -> None:
    editor = with_focus(WholeEditor(field(" epochs"), window))
    type_into(editor, "many")

    QTest.keyClick(editor, Key.Key_Up)

    assert editor.text() == "many"


@pytest.mark.parametrize("text", ["3, 7", "[3,7]", "3 7"])
def test_milestones_are_typed_in_any_list_style(qtbot: QtBot, window: QWidget, field: Look, text: str) -> None:
    editor = with_focus(WholesEditor(field("MultiStepLR scheduler.milestones"), window))

    type_into(editor, text)

    assert editor.value() == (3, 7)
    editor.clear()
    assert editor.value() == ()


def test_a_pair_is_shown_and_read(window: QWidget, field: Look) -> None:
    editor = NumbersEditor(field("Adam optimizer.betas"), window)
    editor.set_value((0.9, 0.999))

    assert editor.text() == "0.9, 0.999"
    assert editor.value() == (0.9, 0.999)
