"""The range of a test is typed, and a range that is none says why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.forms.number_editors import NumberEditor
from gui.inside.finder_range import FinderRange
from training.insight.rate_span import WHOLE, Span


@pytest.fixture
def shown(qtbot: QtBot) -> FinderRange:
    chosen = FinderRange()
    qtbot.addWidget(chosen)
    chosen.show()
    return chosen


def typed(editor: NumberEditor, text: str) -> None:
    editor.selectAll()
    QTest.keyClicks(editor, text)


def problems(chosen: FinderRange) -> str:
    labels = (label for label in chosen.findChildren(QLabel) if label.property("role") == "error")
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_it_begins_with_the_engines_own_range(shown: FinderRange) -> None:
    assert shown.value == WHOLE
    assert shown.lowest.text() == "1e-6"


def test_rates_are_typed_in_scientific_notation_and_stepped_by_keys(shown: FinderRange, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shown.edited):
        typed(shown.lowest, "2.5e-4")
    typed(shown.highest, "1e0")
    typed(shown.batches, "200")
    assert shown.value == Span(2.5e-4, 1.0, 200)
    QTest.keyClick(shown.lowest, Qt.Key.Key_PageUp)
    assert shown.value == Span(2.5e-3, 1.0, 200)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("lowest", "ten", "Ten is not a number"),
        ("lowest", "", "Give a number"),
        ("lowest", "0", "0 is not a number"),
        ("lowest", "10", "The highest rate must be above the lowest, 10"),
        ("highest", "1e9", "1e9 is not a number"),
        ("highest", "1e-7", "The highest rate must be above the lowest, 1e-6."),
        ("batches", "2", "2 is not a whole number"),
        ("batches", "1,000", "1,000 could be read in two ways"),
    ],
)
def test_a_range_that_is_none_says_why(shown: FinderRange, name: str, text: str, sentence: str) -> None:
    editor: NumberEditor = getattr(shown, name)
    editor.clear()
    typed(editor, text) if text else editor.textEdited.emit("")
    assert shown.value is None
    assert sentence in problems(shown)
    assert sentence in "\n".join(part.accessibleDescription() for part in shown.editors)
    for part in shown.editors:
        typed(part, part.show_value(part.field.default))
    assert shown.value == WHOLE
    assert not problems(shown)


def test_every_editor_has_a_name(shown: FinderRange) -> None:
    names = ["inside.finder.lowest", "inside.finder.highest", "inside.finder.batches"]
    assert [editor.objectName() for editor in shown.editors] == names
    assert all(editor.accessibleName() for editor in shown.editors)
