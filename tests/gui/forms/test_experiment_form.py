from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QMainWindow, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gui.document import ExperimentDocument
from gui.forms.choice_editors import SuggestionEditor
from gui.forms.experiment_form import ExperimentForm
from gui.forms.fields import KINDS, FormField, fields_of, same
from gui.forms.labels import NameLabel, NoteLabel

Key, Modifier = Qt.Key, Qt.KeyboardModifier
ALL_KINDS = [(stage, kind) for stage, kinds in KINDS.items() for kind in kinds] + [("", "")]
CROWDED = {"data": "Table", "network": "ConvNet", "optimizer": "Muon", "scheduler": "CosineAnnealingWarmRestarts"}

few_examples = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


def find(form: QWidget, path: str) -> Any:
    found = form.findChildren(QWidget, path)
    assert len(found) == 1
    return found[0]


def choose(form: ExperimentForm, stage: str, kind: str) -> None:
    """Choose a kind as the keyboard does: by its first letters."""
    box = find(form, f"{stage}.kind")
    box.setFocus()
    QTest.keyClicks(box, box.itemText(box.findData(kind)))
    assert box.currentData() == kind


def retype(form: ExperimentForm, path: str, text: str) -> QLineEdit:
    editor = find(form, path)
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text) if text else QTest.keyClick(editor, Key.Key_Delete)
    return editor


def problem_of(form: ExperimentForm, path: str) -> str:
    """What stands under a field, without the places where a long word may break."""
    note = find(form, path).parentWidget().findChild(NoteLabel)
    return note.text().replace("\u200b", "") if note.isVisible() else ""


def values(field: FormField) -> st.SearchStrategy[Any]:
    """Values that the field takes, and texts that it does not."""
    wholes = st.integers(-(2**63), 2**63)
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
    kinds: dict[Any, st.SearchStrategy[Any]] = {
        int: wholes,
        float: numbers,
        bool: st.booleans(),
        str: names,
        Literal: st.sampled_from(field.choices or [None]),
        tuple[int]: st.lists(wholes, max_size=4).map(tuple),
        tuple[float]: st.lists(numbers, max_size=4).map(tuple),
        tuple[str]: st.lists(names, max_size=4).map(tuple),
    }
    texts = st.sampled_from(["", "what?", "1,000", "1e", "0,5,"])
    unreadable = texts if field.type in (int, float, tuple[int], tuple[float]) and not field.optional else st.nothing()
    return kinds[field.type] | unreadable | (st.none() if field.optional else st.nothing())


@pytest.mark.parametrize(("stage", "kind"), ALL_KINDS)
@few_examples
@given(data=st.data())
def test_every_value_of_every_field_shows_and_reads_back(
    form: ExperimentForm, document: ExperimentDocument, stage: str, kind: str, data: st.DataObject
) -> None:
    if stage:
        document.set_value(f"{stage}.kind", kind)
    for field in fields_of(stage, kind):
        value = data.draw(values(field), field.path)

        document.set_value(field.path, value)

        editor = form.editor(field.path)
        assert editor is not None
        assert same(editor.value(), value)
        assert same(document.value(field.path), value)


@pytest.mark.parametrize(("stage", "kind"), ALL_KINDS)
def test_every_field_is_named_and_explained(
    form: ExperimentForm, document: ExperimentDocument, stage: str, kind: str
) -> None:
    if stage:
        document.set_value(f"{stage}.kind", kind)
    fields = fields_of(stage, kind)

    for field in fields:
        editor = find(form, field.path)
        assert field.info.description
        assert editor.toolTip().replace("\n", " ").startswith(field.info.description)
        assert field.info.description in editor.accessibleDescription()
        assert editor.accessibleName().endswith(field.name)
        assert any(label.buddy() is editor for label in form.findChildren(NameLabel))
    if stage:
        assert find(form, f"{stage}.kind").currentData() == kind


@pytest.mark.parametrize(("stage", "kind"), ALL_KINDS)
def test_a_kind_starts_with_its_suggestions(
    form: ExperimentForm, document: ExperimentDocument, stage: str, kind: str
) -> None:
    if stage:
        document.set_value("optimizer.lr", 1e-3)
        document.set_value("scheduler.gamma", 0.1)
        document.set_value(f"{stage}.kind", kind)
        suggested = KINDS[stage][kind].suggested()
        shown = {f.name: form.editor(f.path).value() for f in fields_of(stage, kind)}  # type: ignore[union-attr]
        assert shown | {"kind": kind} == suggested


def test_everything_that_takes_the_focus_has_a_name(form: ExperimentForm, document: ExperimentDocument) -> None:
    for stage, kind in CROWDED.items():
        document.set_value(f"{stage}.kind", kind)
    takers = [w for w in form.findChildren(QWidget) if w.focusPolicy() != Qt.FocusPolicy.NoFocus and not w.focusProxy()]

    assert len(takers) > 40
    for widget in takers:
        assert widget.accessibleName(), widget
        assert widget.accessibleDescription() or widget.toolTip(), widget.accessibleName()


def test_typing_changes_the_experiment_and_keeps_the_cursor(
    form: ExperimentForm, document: ExperimentDocument
) -> None:
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
    sentence = "0 does not fit; give a whole number, at least 1 and at most 1000000000."
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
    assert problem_of(form, "epochs") == "Give a whole number, at least 1 and at most 1000000000."


def test_a_problem_shows_user_text_as_it_is(form: ExperimentForm) -> None:
    retype(form, "epochs", "<img src=x>")

    assert problem_of(form, "epochs").startswith("'<img src=x>' does not fit")
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in form.findChildren(NoteLabel))


def test_a_problem_of_a_kind_stands_under_it(form: ExperimentForm) -> None:
    choose(form, "network", "ConvNet")

    box = find(form, "network.kind")
    notes = [note.text() for note in box.parentWidget().findChildren(NoteLabel) if note.isVisible()]
    assert notes[0].startswith("ConvNet needs images")
    assert "ConvNet needs images" in box.accessibleDescription()


def test_a_rare_field_that_is_wrong_unfolds(form: ExperimentForm, document: ExperimentDocument) -> None:
    nesterov = find(form, "optimizer.nesterov")
    assert not nesterov.isVisible()

    document.set_value("optimizer.nesterov", True)

    assert nesterov.isVisible()
    assert "Needs a momentum above 0" in problem_of(form, "optimizer.nesterov")


def test_choosing_a_kind_changes_only_that_card_and_keeps_the_focus(form: ExperimentForm) -> None:
    others = [find(form, path) for path in ("optimizer.lr", "epochs", "data.seed")]

    choose(form, "scheduler", "MultiStepLR")

    assert find(form, "scheduler.kind").hasFocus()
    assert find(form, "scheduler.milestones").text() == "3, 7"
    assert not form.findChildren(QWidget, "scheduler.step_size")
    assert [find(form, path) for path in ("optimizer.lr", "epochs", "data.seed")] == others


def test_old_fields_are_gone_for_good(form: ExperimentForm, qtbot: QtBot) -> None:
    before = len(QApplication.allWidgets())
    for kind in ("ExponentialLR", "LinearLR", "StepLR"):
        choose(form, "scheduler", kind)
        qtbot.wait(1)

    assert abs(len(QApplication.allWidgets()) - before) < 5


def test_a_change_from_outside_shows_and_is_no_edit(form: ExperimentForm, document: ExperimentDocument) -> None:
    choose(form, "scheduler", "MultiStepLR")
    count = document.undo_stack.count()

    document.set_value("scheduler.milestones", [2, 4])

    assert find(form, "scheduler.milestones").text() == "2, 4"
    assert document.undo_stack.count() == count + 1


def test_undo_and_redo_work_from_inside_a_field(form: ExperimentForm, document: ExperimentDocument) -> None:
    retype(form, "optimizer.lr", "0.25")
    editor = retype(form, "epochs", "123")

    QTest.keyClick(editor, Key.Key_Z, Modifier.ControlModifier)
    assert document.value("epochs") == 10
    assert editor.text() == "10"
    QTest.keyClick(editor, Key.Key_Z, Modifier.ControlModifier)
    assert document.value("optimizer.lr") == 0.1
    QTest.keySequence(editor, QKeySequence(QKeySequence.StandardKey.Redo))
    assert document.value("optimizer.lr") == 0.25


@pytest.mark.parametrize("path", ["device", "scheduler.kind", "network.bias", "network.activation"])
def test_undo_works_from_inside_a_list_and_a_switch(
    form: ExperimentForm, document: ExperimentDocument, path: str
) -> None:
    document.set_value("epochs", 20)
    form.reveal(path)

    QTest.keyClick(QApplication.focusWidget(), Key.Key_Z, Modifier.ControlModifier)

    assert document.value("epochs") == 10


def test_a_menus_undo_gets_the_keys_first(qtbot: QtBot, document: ExperimentDocument) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    form = ExperimentForm(document)
    window.setCentralWidget(form)
    undo = QAction("Undo", window)
    undo.setShortcut(QKeySequence.StandardKey.Undo)
    undo.triggered.connect(document.undo_stack.undo)
    window.addAction(undo)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    editor = retype(form, "epochs", "77")

    with qtbot.waitSignal(undo.triggered):
        QTest.keyClick(editor, Key.Key_Z, Modifier.ControlModifier)

    assert document.value("epochs") == 10


def test_undoing_a_kind_from_inside_its_field_moves_the_focus_to_the_kind(
    form: ExperimentForm, document: ExperimentDocument
) -> None:
    document.set_value("scheduler.kind", "ExponentialLR")
    gamma = find(form, "scheduler.gamma")
    gamma.setFocus()
    QTest.keyClick(gamma, Key.Key_Z, Modifier.ControlModifier)
    assert find(form, "scheduler.gamma").hasFocus()

    document.undo_stack.redo()
    document.set_value("scheduler.kind", "CosineAnnealingLR")
    eta = find(form, "scheduler.eta_min")
    eta.setFocus()
    QTest.keyClick(eta, Key.Key_Z, Modifier.ControlModifier)

    assert find(form, "scheduler.kind").hasFocus()


def test_another_experiment_fills_the_whole_form(form: ExperimentForm, document: ExperimentDocument) -> None:
    from training.experiment.experiment import experiment_from

    retype(form, "epochs", "many")
    document.replace(
        experiment_from({"epochs": 4, "optimizer": {"kind": "Adam", "betas": [0.8, 0.9]}, "data": {"kind": "Moons"}})
    )

    assert find(form, "epochs").text() == "4"
    assert problem_of(form, "epochs") == ""
    assert find(form, "optimizer.betas").text() == "0.8, 0.9"
    assert find(form, "data.kind").currentText() == "Moons"
    assert find(form, "data.rows").text() == "500"


def visible_resets(form: ExperimentForm) -> list[str]:
    from gui.forms.buttons import ResetButton

    return [button.accessibleName() for button in form.findChildren(ResetButton) if button.isVisible()]


def test_what_differs_from_the_default_can_go_back(form: ExperimentForm, document: ExperimentDocument) -> None:
    from gui.forms.buttons import ResetButton

    assert visible_resets(form) == ["Reset lr to 0.001", "Reset gamma to 0.1"]
    button = next(b for b in form.findChildren(ResetButton) if b.accessibleName() == "Reset gamma to 0.1")

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert document.value("scheduler.gamma") == 0.1
    assert find(form, "scheduler.gamma").text() == "0.1"
    assert find(form, "scheduler.gamma").hasFocus()
    assert visible_resets(form) == ["Reset lr to 0.001"]


def tabbed(form: ExperimentForm, start: QWidget) -> Iterator[QWidget]:
    """The widgets that the Tab key leads to, from `start` around to it again."""
    widget = start
    while True:
        yield widget
        QTest.keyClick(widget, Key.Key_Tab)
        widget = QApplication.focusWidget()
        if widget is start:
            return


def test_the_tab_key_follows_the_eye(form: ExperimentForm, document: ExperimentDocument) -> None:
    for stage, kind in CROWDED.items():
        document.set_value(f"{stage}.kind", kind)
    form.reveal("optimizer.eps")
    start = find(form, "data.kind")
    start.setFocus()

    visited = list(tabbed(form, start))

    column = form.findChild(QScrollArea).widget()
    places = [widget.mapTo(column, QPoint(0, 0)) for widget in visited]
    assert len(visited) > 30
    for (before, one), (after, other) in pairwise(zip(places, visited, strict=True)):
        below = after.y() >= before.y() + one.height() / 2
        beside = after.x() > before.x() and abs(after.y() - before.y()) < 15
        assert below or beside, (one.accessibleName(), other.accessibleName())


def test_the_access_keys_differ_and_lead_to_their_fields(
    qtbot: QtBot, form: ExperimentForm, document: ExperimentDocument
) -> None:
    for stage, kind in CROWDED.items():
        document.set_value(f"{stage}.kind", kind)
    names = [name for name in form.findChildren(NameLabel) if name.access_key]
    assert len({name.access_key for name in names}) == len(names) > 20
    assert all(name.text().count("&") == 1 for name in names)

    momentum = next(name for name in names if name.buddy() is find(form, "optimizer.momentum"))
    QTest.keyClick(form, getattr(Key, f"Key_{momentum.access_key}"), Modifier.AltModifier)

    assert find(form, "optimizer.momentum").hasFocus()


def test_the_menus_keep_their_access_keys(qtbot: QtBot, document: ExperimentDocument) -> None:
    form = ExperimentForm(document, "fetvh")
    qtbot.addWidget(form)

    assert not {name.access_key for name in form.findChildren(NameLabel)} & set("FETVH")


@pytest.mark.parametrize("width", [320, 420])
@pytest.mark.parametrize(("stage", "kind"), ALL_KINDS)
def test_nothing_is_cut_off_in_a_narrow_form(
    qtbot: QtBot, form: ExperimentForm, document: ExperimentDocument, stage: str, kind: str, width: int
) -> None:
    if stage:
        document.set_value(f"{stage}.kind", kind)
    for field in fields_of(stage, kind):
        if field.type in (int, float, tuple[int], tuple[float]):
            document.set_value(field.path, "x" * 50)
    form.resize(width, 700)
    QApplication.processEvents()

    scroll = form.findChild(QScrollArea)
    room = scroll.viewport().width()
    assert scroll.widget().width() == room
    for widget in form.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QLineEdit | QComboBox | QLabel):
            assert widget.mapTo(scroll.widget(), QPoint(widget.width(), 0)).x() <= room
            assert widget.height() >= widget.minimumSizeHint().height()
            if isinstance(widget, QLabel):
                assert widget.height() >= widget.heightForWidth(widget.width())


def test_the_mouse_wheel_changes_no_field(form: ExperimentForm, document: ExperimentDocument) -> None:
    before = document.draft()
    for path in ("scheduler.kind", "network.activation", "epochs", "device"):
        widget = find(form, path)
        widget.setFocus()
        middle = QPointF(widget.rect().center())
        for turn in (-120, 120, -120):
            wheel = QWheelEvent(
                middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
                Modifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            QApplication.sendEvent(widget, wheel)

    assert document.draft() == before


def test_a_summary_says_what_flows_out_of_a_stage(form: ExperimentForm) -> None:
    form.set_summary("data", "800 × 10, <b>2</b> classes")
    form.set_summary("", "Column <b>x</b> is empty.", problem=True)

    notes = {note.text(): note for note in form.findChildren(NoteLabel) if note.isVisible()}
    assert notes["800 × 10, <b>2</b> classes"].property("role") == "summary"
    assert notes["Column <b>x</b> is empty."].property("role") == "error"

    form.set_summary("", "25 steps an epoch")
    assert notes["Column <b>x</b> is empty."].text() == "25 steps an epoch"
    assert notes["Column <b>x</b> is empty."].property("role") == "summary"


def test_devices_are_offered_and_others_can_be_typed(form: ExperimentForm, document: ExperimentDocument) -> None:
    form.set_choices("device", ["auto", "cpu", "cuda", "cuda:0"])
    form.set_choices("data.target", ["species"])
    device = form.editor("device")
    assert isinstance(device, SuggestionEditor)
    assert [device.itemText(i) for i in range(device.count())] == ["auto", "cpu", "cuda", "cuda:0"]
    assert document.value("device") == "auto"

    device.setFocus()
    QTest.keyClick(device, Key.Key_Down)
    assert document.value("device") == "cpu"
    device.lineEdit().selectAll()
    QTest.keyClicks(device, "cuda:7")
    assert document.value("device") == "cuda:7"
    QTest.keyClicks(device, "x")
    assert document.experiment is None
    assert "'cuda:7x' does not fit" in problem_of(form, "device")


def test_revealing_a_field_unfolds_it_and_scrolls_to_it(form: ExperimentForm, qtbot: QtBot) -> None:
    form.resize(340, 300)
    form.reveal("early_stopping")

    editor = find(form, "early_stopping")
    assert editor.hasFocus()
    qtbot.waitUntil(lambda: not editor.visibleRegion().isEmpty())


def test_a_file_dropped_or_typed_is_the_data(form: ExperimentForm, document: ExperimentDocument) -> None:
    choose(form, "data", "Table")

    retype(form, "data.path", "penguins.csv")

    assert document.experiment is not None
    assert document.experiment.data.path == "penguins.csv"
