from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.document.fields import FormField
from gui.document.numbers import Unreadable
from gui.forms.number_editors import WholeEditor
from gui.forms.text_editors import TextsEditor
from tests.gui.forms.keyboard import type_into, with_focus

Look = Callable[[str], FormField]
texts = st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), max_size=5).map(tuple)
one_window = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@one_window
@given(names=texts)
def test_column_names_survive_whatever_is_in_them(window: QWidget, field: Look, names: tuple[str, ...]) -> None:
    editor = TextsEditor(field("Table data.ignore"), window)

    editor.set_value(names)

    assert editor.value() == names


def test_column_names_are_typed_with_commas(qtbot: QtBot, window: QWidget, field: Look) -> None:
    editor = with_focus(TextsEditor(field("Table data.ignore"), window))

    type_into(editor, ' id, "size, in mm" ,, bill length ')
    assert editor.value() == ("id", "size, in mm", "bill length")

    type_into(editor, 'id, "size')
    assert isinstance(editor.value(), Unreadable)
    assert "quotation mark" in editor.value().reason


def test_reading_a_long_line_of_quotes_and_blanks_is_quick(window: QWidget, field: Look) -> None:
    editor = TextsEditor(field("Table data.ignore"), window)

    for hostile in (" " * 30_000 + '"', '"' * 29_999, ", " * 10_000 + '"', 'a"' * 10_000):
        editor.setText(hostile)
        editor.value()


def test_a_unit_stands_in_the_field_and_leaves_the_mouse_to_it(qtbot: QtBot, window: QWidget, field: Look) -> None:
    editor = with_focus(WholeEditor(field(" epochs"), window))

    unit = window.childAt(editor.geometry().right() - 20, editor.geometry().center().y())

    assert unit is editor
    assert editor.textMargins().right() > 20


@pytest.mark.parametrize(
    ("words", "meaning"), [("LBFGS optimizer.max_eval", "1.25 × max_iter"), (" early_stopping", "off")]
)
def test_an_empty_field_says_what_nothing_means(window: QWidget, field: Look, words: str, meaning: str) -> None:
    editor = WholeEditor(field(words), window)
    assert editor.placeholderText() == meaning
    assert field(words).default_text == meaning
    assert editor.value() is None
