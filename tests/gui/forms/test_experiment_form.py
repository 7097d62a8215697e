from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QMainWindow, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gui.document.document import ExperimentDocument
from gui.document.fields import KINDS, fields_of
from gui.forms.experiment_form import ExperimentForm
from tests.gui.forms.compositions import DEEP, NESTED, changes
from tests.gui.forms.keyboard import CROWDED, caution, choose, find, problem_of, retype
from training.experiment.experiment import experiment_from

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def test_everything_that_takes_the_focus_has_a_name(form: ExperimentForm, document: ExperimentDocument) -> None:
    for stage, kind in CROWDED.items():
        document.set_value(f"{stage}.kind", kind)
    takers = [w for w in form.findChildren(QWidget) if w.focusPolicy() != Qt.FocusPolicy.NoFocus]

    assert len(takers) > 40
    for widget in takers:
        assert widget.accessibleName(), widget
        assert widget.accessibleDescription() or widget.toolTip(), widget.accessibleName()


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
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    editor = retype(form, "epochs", "77")

    with qtbot.waitSignal(undo.triggered):
        QTest.keyClick(editor, Key.Key_Z, Modifier.ControlModifier)

    assert document.value("epochs") == 10


def test_another_experiment_fills_the_whole_form(form: ExperimentForm, document: ExperimentDocument) -> None:

    retype(form, "epochs", "many")
    document.replace(
        experiment_from({"epochs": 4, "optimizer": {"kind": "Adam", "betas": [0.8, 0.9]}, "data": {"kind": "Moons"}})
    )

    assert find(form, "epochs").text() == "4"
    assert problem_of(form, "epochs") == ""
    assert find(form, "optimizer.betas").text() == "0.8, 0.9"
    assert find(form, "data.kind").currentText() == "Moons"
    assert find(form, "data.rows").text() == "500"


def cut_off(form: ExperimentForm) -> list[str]:
    """What does not have the room that it needs."""
    scroll = form.findChild(QScrollArea)
    room = scroll.viewport().width()
    shown = [w for w in form.findChildren(QWidget) if w.isVisible() and isinstance(w, QLineEdit | QComboBox | QLabel)]
    return [
        f"{widget.objectName()} {widget.accessibleName()}"
        for widget in shown
        if widget.mapTo(scroll.widget(), QPoint(widget.width(), 0)).x() > room
        or widget.height() < widget.minimumSizeHint().height()
        or (isinstance(widget, QLabel) and widget.height() < widget.heightForWidth(widget.width()))
    ]


@pytest.mark.parametrize("width", [320, 420])
@pytest.mark.parametrize("stage", [*KINDS, ""])
def test_nothing_is_cut_off_in_a_narrow_form(
    qtbot: QtBot, form: ExperimentForm, document: ExperimentDocument, stage: str, width: int
) -> None:
    form.resize(width, 700)
    for kind in KINDS.get(stage, [""]):
        if stage:
            document.set_value(f"{stage}.kind", kind)
        for field in fields_of(stage, kind):
            if field.type in (int, float, tuple[int], tuple[float]):
                document.set_value(field.path, "x" * 50)

        qtbot.waitUntil(lambda: cut_off(form) == [])
        scroll = form.findChild(QScrollArea)
        assert scroll.widget().width() == scroll.viewport().width()


@pytest.mark.parametrize("width", [320, 372, 500])
def test_nothing_is_cut_off_in_a_composition(
    qtbot: QtBot, form: ExperimentForm, document: ExperimentDocument, width: int
) -> None:
    form.resize(width, 900)
    document.apply(changes(NESTED))
    form.reveal(DEEP)
    document.set_value(DEEP, "x" * 50)
    document.set_value("scheduler.schedulers[1].milestones", "y" * 50)
    form.show_cautions([caution("scheduler.schedulers[1].schedulers[0].gamma"), caution("scheduler.kind")])

    qtbot.waitUntil(lambda: cut_off(form) == [])
    scroll = form.findChild(QScrollArea)
    assert scroll.widget().width() == scroll.viewport().width()


def test_a_file_dropped_or_typed_is_the_data(form: ExperimentForm, document: ExperimentDocument) -> None:
    choose(form, "data", "Table")

    retype(form, "data.path", "penguins.csv")

    assert document.experiment is not None
    assert document.experiment.data.path == "penguins.csv"
