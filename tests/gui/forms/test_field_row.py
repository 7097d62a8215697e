from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.document.document import ExperimentDocument
from gui.forms.experiment_form import ExperimentForm
from gui.widgets.buttons import ResetButton
from gui.widgets.labels import NoteLabel
from tests.gui.forms.keyboard import choose, find, problem_of, retype

Key = Qt.Key


def test_typing_changes_the_experiment_and_keeps_the_cursor(form: ExperimentForm, document: ExperimentDocument) -> None:
    editor = retype(form, "optimizer.lr", "0.25")
    editor.setCursorPosition(2)

    QTest.keyClicks(editor, "1")

    assert document.value("optimizer.lr") == 0.125
    assert editor.text() == "0.125"
    assert editor.cursorPosition() == 3
    assert editor.hasFocus()


def test_a_number_stays_as_typed_while_it_is_typed(form: ExperimentForm, document: ExperimentDocument) -> None:
    editor = retype(form, "optimizer.lr", "1e-2")
    assert editor.text() == "1e-2"

    QTest.keyClick(editor, Key.Key_Tab)

    assert editor.text() == "0.01"
    assert document.value("optimizer.lr") == 0.01


def test_a_wrong_value_is_explained_under_its_field(form: ExperimentForm, document: ExperimentDocument) -> None:
    editor = retype(form, "epochs", "0")

    assert document.experiment is None
    sentence = "0 does not fit; give a whole number, at least 1 and at most 1_000_000_000."
    assert problem_of(form, "epochs") == sentence
    assert editor.property("invalid") is True
    assert editor.accessibleDescription().startswith(sentence)

    QTest.keyClick(editor, Key.Key_Up)

    assert document.experiment is not None
    assert problem_of(form, "epochs") == ""
    assert editor.property("invalid") is False
    assert sentence not in editor.accessibleDescription()


def test_a_number_that_could_be_misread_is_explained(form: ExperimentForm) -> None:
    retype(form, "epochs", "1,000")
    assert problem_of(form, "epochs") == "1,000 could be read in two ways; write 1000 or 1.0."

    retype(form, "epochs", "")
    assert problem_of(form, "epochs") == "Give a whole number, at least 1 and at most 1_000_000_000."


def test_a_problem_shows_user_text_as_it_is(form: ExperimentForm) -> None:
    retype(form, "epochs", "<img src=x>")

    assert problem_of(form, "epochs").startswith("'<img src=x>' does not fit")
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in form.findChildren(NoteLabel))


def test_a_change_from_outside_shows_and_is_no_edit(form: ExperimentForm, document: ExperimentDocument) -> None:
    choose(form, "scheduler", "MultiStepLR")
    count = document.undo_stack.count()

    document.set_value("scheduler.milestones", [2, 4])

    assert find(form, "scheduler.milestones").text() == "2, 4"
    assert document.undo_stack.count() == count + 1


def visible_resets(form: ExperimentForm) -> list[str]:

    return [button.accessibleName() for button in form.findChildren(ResetButton) if button.isVisible()]


def test_what_differs_from_the_default_can_go_back(form: ExperimentForm, document: ExperimentDocument) -> None:

    assert visible_resets(form) == ["Reset lr to 0.001", "Reset gamma to 0.1"]
    button = next(b for b in form.findChildren(ResetButton) if b.accessibleName() == "Reset gamma to 0.1")

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert document.value("scheduler.gamma") == 0.1
    assert find(form, "scheduler.gamma").text() == "0.1"
    assert find(form, "scheduler.gamma").hasFocus()
    assert visible_resets(form) == ["Reset lr to 0.001"]
