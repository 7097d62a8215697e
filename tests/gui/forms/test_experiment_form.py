from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QMainWindow, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gui.document import ExperimentDocument
from gui.forms.caution_label import CautionLabel
from gui.forms.experiment_form import ExperimentForm
from gui.forms.fields import KINDS, fields_of
from gui.forms.labels import NameLabel
from gui.forms.milestone_handle import MilestoneHandle
from tests.gui.forms.compositions import NESTED, changes
from tests.gui.forms.keyboard import choose, find, problem_of, retype
from training.experiment.experiment import experiment_from
from training.schedule.pitfalls import Caution, Fix

Key, Modifier = Qt.Key, Qt.KeyboardModifier
DEEP = "scheduler.schedulers[1].schedulers[1].schedulers[1].gamma"
CROWDED = {
    "data": "Table",
    "network": "ConvNet",
    "optimizer": "Muon",
    "scheduler": "CosineAnnealingWarmRestarts",
}


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
    QApplication.processEvents()

    column = form.findChild(QScrollArea).widget()
    places = [widget.mapTo(column, QPoint(0, 0)) for widget in visited]
    assert len(visited) > 30
    for (before, one), (after, other) in pairwise(zip(places, visited, strict=True)):
        below = after.y() >= before.y() + one.height() / 2
        beside = after.x() > before.x() and abs(after.y() - before.y()) < 15
        assert below or beside, (one.accessibleName(), other.accessibleName())


def test_the_tab_key_follows_the_eye_through_a_composition(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(NESTED))
    form.reveal("scheduler.schedulers[1].schedulers[1].schedulers[1].gamma")
    show_caution(form, "scheduler.schedulers[1].schedulers[0].gamma")
    start = find(form, "data.kind")
    start.setFocus()

    visited = list(tabbed(form, start))
    QApplication.processEvents()

    column = form.findChild(QScrollArea).widget()
    inside = [w for w in visited if not isinstance(w, MilestoneHandle)]
    heights = [widget.mapTo(column, widget.rect().center()).y() for widget in inside]
    assert all(later > earlier - 15 for earlier, later in pairwise(heights))
    names = [widget.objectName() for widget in visited]
    assert names.index("milestone.scheduler.1") == names.index("scheduler.kind") + 1
    assert sum(isinstance(w, MilestoneHandle) for w in visited) == 3
    assert any(isinstance(w, QPushButton) for w in visited)


def test_what_takes_the_focus_in_a_composition_has_a_name(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(NESTED))

    takers = [w for w in form.findChildren(QWidget) if w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    for widget in takers:
        assert widget.accessibleName(), widget
        assert widget.accessibleDescription() or widget.toolTip(), widget.accessibleName()


def test_a_field_deep_inside_is_unfolded_and_scrolled_to(
    form: ExperimentForm, document: ExperimentDocument, qtbot: QtBot
) -> None:
    form.resize(372, 300)
    document.apply(changes(NESTED))

    form.reveal(DEEP)

    editor = find(form, DEEP)
    assert editor.hasFocus()
    qtbot.waitUntil(lambda: not editor.visibleRegion().isEmpty())


def test_access_keys_stay_where_they_are_when_parts_come(form: ExperimentForm, document: ExperimentDocument) -> None:
    before = {name.buddy().objectName(): name.access_key for name in form.findChildren(NameLabel) if name.access_key}
    document.apply(changes(NESTED))
    names = [name for name in form.findChildren(NameLabel) if name.access_key]

    keys = {name.buddy().objectName(): name.access_key for name in names}
    assert len(set(keys.values())) == len(names)
    kept = {path: key for path, key in before.items() if not path.startswith("scheduler.") or path == "scheduler.kind"}
    assert kept.items() <= keys.items()


def caution(path: str) -> Caution:
    return Caution(path, "The rate rises.", "So it does.", Fix("Mend it", (("epochs", 20), ("seed", 3))), "P1")


def show_caution(form: ExperimentForm, path: str) -> CautionLabel:
    """Show one caution, and find where it stands."""
    form.show_cautions([caution(path)])
    shown = [label for label in form.findChildren(CautionLabel) if label.buttons()]
    assert len(shown) == 1
    return shown[0]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("epochs", "epochs"),
        ("scheduler.milestones", "scheduler.milestones"),
        ("step_scheduler", "step_scheduler"),
        ("optimizer.dampening", "optimizer.dampening"),
        ("scheduler.kind", "scheduler.kind"),
        ("scheduler.schedulers", "scheduler.kind"),
        ("scheduler.schedulers[1]", "scheduler.schedulers[1].kind"),
        ("scheduler.schedulers[1].schedulers[0].gamma", "scheduler.schedulers[1].schedulers[0].gamma"),
        ("scheduler.schedulers[1].nothing", "scheduler.schedulers[1].kind"),
    ],
)
def test_a_caution_stands_where_its_setting_is(
    form: ExperimentForm, document: ExperimentDocument, path: str, place: str
) -> None:
    document.apply(changes(NESTED))

    label = show_caution(form, path)

    assert label.isVisible()
    assert label.parentWidget() is find(form, place).parentWidget()
    form.show_cautions([])
    assert not label.isVisible()


def test_a_caution_about_the_whole_stands_at_the_training_card(form: ExperimentForm) -> None:
    assert show_caution(form, "").isVisible()


def test_a_fix_is_one_step_of_undo(form: ExperimentForm, document: ExperimentDocument) -> None:
    button = show_caution(form, "optimizer.lr").buttons()[0]
    button.setFocus()

    QTest.keyClick(button, Key.Key_Space)

    assert (document.value("epochs"), document.value("seed")) == (20, 3)
    assert find(form, "optimizer.lr").hasFocus()
    document.undo_stack.undo()
    assert (document.value("epochs"), document.value("seed")) == (10, 0)


def test_a_fix_at_a_kind_leaves_the_focus_there(form: ExperimentForm, document: ExperimentDocument) -> None:
    button = show_caution(form, "scheduler.kind").buttons()[0]
    button.setFocus()

    QTest.keyClick(button, Key.Key_Space)

    assert document.value("epochs") == 20
    assert find(form, "scheduler.kind").hasFocus()


def test_cautions_go_when_the_kinds_change(form: ExperimentForm, document: ExperimentDocument) -> None:
    label = show_caution(form, "optimizer.lr")

    document.set_value("scheduler.kind", "ExponentialLR")

    assert not label.isVisible()


def test_a_part_that_was_folded_stays_so_while_its_caution_stays(
    form: ExperimentForm, document: ExperimentDocument
) -> None:
    document.apply(changes(NESTED))
    path = "scheduler.schedulers[1].milestones"
    show_caution(form, path)
    fold = find(form, "fold.scheduler.schedulers[1]")
    assert fold.isChecked()
    fold.click()

    form.show_cautions([caution(path), caution("epochs")])

    assert not fold.isChecked()


def test_the_access_keys_differ_and_lead_to_their_fields(form: ExperimentForm, document: ExperimentDocument) -> None:
    for stage, kind in CROWDED.items():
        document.set_value(f"{stage}.kind", kind)
    names = [name for name in form.findChildren(NameLabel) if name.access_key]
    assert len({name.access_key for name in names}) == len(names) > 20
    assert all(name.text().count("&") == 1 for name in names)

    for name in names:
        if name.isVisible():
            QTest.keyClick(form, getattr(Key, f"Key_{name.access_key}"), Modifier.AltModifier)
            assert name.buddy().hasFocus()


def test_the_menus_keep_their_access_keys(qtbot: QtBot, document: ExperimentDocument) -> None:
    form = ExperimentForm(document, "fetvh")
    qtbot.addWidget(form)

    assert not {name.access_key for name in form.findChildren(NameLabel)} & set("FETVH")


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
