from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QLocale, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from gui.forms.fields import FormField
from gui.forms.text_editors import (
    NumberEditor,
    NumbersEditor,
    PathEditor,
    TextEditor,
    TextsEditor,
    WholeEditor,
    WholesEditor,
)
from gui.numbers import Unreadable

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


def shown(editor: TextEditor) -> TextEditor:
    editor.resize(280, 30)
    editor.show()
    editor.setFocus()
    return editor


def retype(editor: TextEditor, text: str) -> None:
    editor.selectAll()
    for letter in text:
        press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(editor, press)


def test_a_typed_number_is_never_misread_in_any_locale(locale: str, window: QWidget, field: Look) -> None:
    editor = shown(NumberEditor(field("SGD optimizer.dampening"), window))
    assert len(MEANINGS) + len(REFUSED) == 20

    for text, meaning in MEANINGS.items():
        retype(editor, text)
        value = editor.value()
        if "," in text and locale not in COMMAS:
            assert isinstance(value, Unreadable)
            assert value.reason
        else:
            assert value == meaning
    for text in REFUSED:
        retype(editor, text)
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
    editor = shown(NumberEditor(field("SGD optimizer.lr"), window))
    told: list[Any] = []
    editor.edited.connect(lambda: told.append(editor.value()))

    editor.set_value(0.5)
    retype(editor, "1e-3")

    assert told == [1.0, Unreadable("1e"), Unreadable("1e-"), 0.001]


def test_an_empty_number_says_what_to_give(qtbot: QtBot, window: QWidget, field: Look) -> None:
    editor = WholeEditor(field(" epochs"), window)

    value = editor.value()

    assert value == ""
    assert value.reason == "give a whole number, at least 1 and at most 1000000000"


def test_an_empty_field_that_may_be_off_is_off(window: QWidget, field: Look) -> None:
    editor = NumberEditor(field(" clip_grad_norm"), window)
    assert editor.value() is None
    assert editor.placeholderText() == "off"

    editor.set_value(2.0)
    assert editor.value() == 2.0
    editor.set_value(None)
    assert editor.text() == ""


def test_leaving_the_field_shows_the_number_as_it_was_read(
    qtbot: QtBot, window: QWidget, field: Look
) -> None:
    editor = shown(WholeEditor(field(" epochs"), window))
    told: list[None] = []
    retype(editor, "1e3")
    editor.edited.connect(lambda: told.append(None))

    QTest.keyClick(editor, Key.Key_Return)

    assert editor.text() == "1000"
    assert told == []


def test_leaving_the_field_keeps_what_cannot_be_read(qtbot: QtBot, window: QWidget, field: Look) -> None:
    editor = shown(WholeEditor(field(" epochs"), window))
    retype(editor, "a few")

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
    editor = shown(kind(field(words), window))
    editor.set_value(start)

    QTest.keyClick(editor, key)

    assert editor.value() == end
    assert type(editor.value()) is type(end)


def test_stepping_leaves_a_text_alone(qtbot: QtBot, window: QWidget, field: Look) -> None:
    editor = shown(WholeEditor(field(" epochs"), window))
    retype(editor, "many")

    QTest.keyClick(editor, Key.Key_Up)

    assert editor.text() == "many"


@pytest.mark.parametrize("text", ["3, 7", "[3,7]", "3 7"])
def test_milestones_are_typed_in_any_list_style(
    qtbot: QtBot, window: QWidget, field: Look, text: str
) -> None:
    editor = shown(WholesEditor(field("MultiStepLR scheduler.milestones"), window))

    retype(editor, text)

    assert editor.value() == (3, 7)
    editor.clear()
    assert editor.value() == ()


def test_a_pair_is_shown_and_read(window: QWidget, field: Look) -> None:
    editor = NumbersEditor(field("Adam optimizer.betas"), window)
    editor.set_value((0.9, 0.999))

    assert editor.text() == "0.9, 0.999"
    assert editor.value() == (0.9, 0.999)


texts = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), max_size=5).map(tuple)


@one_window
@given(names=texts)
def test_column_names_survive_whatever_is_in_them(
    window: QWidget, field: Look, names: tuple[str, ...]
) -> None:
    editor = TextsEditor(field("Table data.ignore"), window)

    editor.set_value(names)

    assert editor.value() == names


def test_column_names_are_typed_with_commas(qtbot: QtBot, window: QWidget, field: Look) -> None:
    editor = shown(TextsEditor(field("Table data.ignore"), window))

    retype(editor, ' id, "size, in mm" ,, bill length ')
    assert editor.value() == ("id", "size, in mm", "bill length")

    retype(editor, 'id, "size')
    assert isinstance(editor.value(), Unreadable)
    assert "quotation mark" in editor.value().reason


def test_reading_a_long_line_of_quotes_and_blanks_is_quick(window: QWidget, field: Look) -> None:
    editor = TextsEditor(field("Table data.ignore"), window)

    for hostile in (" " * 30_000 + '"', '"' * 29_999, ", " * 10_000 + '"', 'a"' * 10_000):
        editor.setText(hostile)
        editor.value()


def test_a_file_can_be_dropped_on_the_path(
    qtbot: QtBot, window: QWidget, field: Look, tmp_path: Path
) -> None:
    editor = shown(PathEditor(field("Table data.path"), window))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "pen guins.csv"))])
    place, copy, button = QPoint(5, 5), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(place, copy, mime, button, Qt.KeyboardModifier.NoModifier)
    drop = QDropEvent(QPointF(place), copy, mime, button, Qt.KeyboardModifier.NoModifier)

    with qtbot.waitSignal(editor.edited):
        QApplication.sendEvent(editor, enter)
        QApplication.sendEvent(editor, drop)

    assert enter.isAccepted()
    assert editor.value() == str(tmp_path / "pen guins.csv")


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_a_file_can_be_chosen_in_a_dialog(qtbot: QtBot, window: QWidget, field: Look, tmp_path: Path) -> None:
    (tmp_path / "penguins.csv").write_text("a,b\n1,2\n")
    editor = shown(PathEditor(field("Table data.path"), window))
    editor.set_value(str(tmp_path / "other.csv"))

    editor.extras[0].click()  # type: ignore[attr-defined]
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.selectFile("penguins.csv")
    with qtbot.waitSignal(editor.edited):
        dialog.accept()

    assert Path(editor.value()) == tmp_path / "penguins.csv"


def test_a_unit_stands_in_the_field_and_leaves_the_mouse_to_it(
    qtbot: QtBot, window: QWidget, field: Look
) -> None:
    editor = shown(WholeEditor(field(" epochs"), window))

    unit = window.childAt(editor.geometry().right() - 20, editor.geometry().center().y())

    assert unit is editor
    assert editor.textMargins().right() > 20
