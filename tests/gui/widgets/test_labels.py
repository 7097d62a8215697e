from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gui.widgets.labels import NameLabel, NoteLabel, ProblemLabel, sentence


def test_a_note_takes_no_room_while_it_has_nothing_to_say(window: QWidget) -> None:
    note = NoteLabel("hint", window)
    assert not note.isVisible()

    note.say("Something")
    assert note.isVisible()
    note.say("")
    assert not note.isVisible()


def test_a_word_without_end_does_not_widen_the_window(window: QWidget) -> None:
    note = NoteLabel("error", window)
    QVBoxLayout(window).addWidget(note)

    note.say("x" * 2000)

    assert note.minimumSizeHint().width() < 300
    assert note.heightForWidth(250) > 5 * note.fontMetrics().height()


def test_a_name_takes_the_first_letter_that_is_left_and_keeps_it(window: QWidget) -> None:
    name = NameLabel("step_size", window)
    free = set("TEZ")

    name.take_access_key(free)
    name.take_access_key(free)

    assert name.access_key == "T"
    assert free == set("EZ")
    assert name.text().replace("\u200b", "") == "s&tep_size"


def test_a_name_without_a_free_letter_has_no_access_key(window: QWidget) -> None:
    name = NameLabel("lr", window)

    name.take_access_key({"X"})

    assert name.access_key == ""
    assert name.text() == "lr"


def test_all_names_are_of_one_width(window: QWidget) -> None:
    names = [NameLabel(text, window) for text in ("lr", "weight_decay", "initial_accumulator_value")]

    assert len({name.width() for name in names}) == 1
    assert names[2].heightForWidth(names[2].width()) > names[1].heightForWidth(names[1].width())


def test_a_problem_marks_its_editor_until_it_is_solved(window: QWidget) -> None:
    editor = QLineEdit(window)
    label = ProblemLabel(editor, "How many.", window)
    assert editor.accessibleDescription() == "How many."

    label.show_problem("is missing; give a number")
    assert label.text() == "Is missing; give a number."
    assert editor.accessibleDescription() == "Is missing; give a number.\nHow many."
    assert editor.property("invalid") is True

    label.show_problem("")
    assert not label.isVisible()
    assert editor.accessibleDescription() == "How many."
    assert editor.property("invalid") is False


@pytest.mark.parametrize(
    ("message", "text"),
    [("", ""), ("give 1", "Give 1."), ("'x' is no y.", "'x' is no y."), ("0 is", "0 is.")],
)
def test_a_message_becomes_a_sentence(message: str, text: str) -> None:
    assert sentence(message) == text
