from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.document.document import ExperimentDocument
from gui.forms.experiment_form import ExperimentForm
from gui.widgets.labels import NoteLabel
from tests.gui.forms.keyboard import choose, find

Key, Modifier = Qt.Key, Qt.KeyboardModifier


def test_choosing_a_kind_changes_only_that_card_and_keeps_the_focus(form: ExperimentForm) -> None:
    others = [find(form, path) for path in ("optimizer.lr", "epochs", "data.seed")]

    choose(form, "scheduler", "MultiStepLR")

    assert find(form, "scheduler.kind").hasFocus()
    assert find(form, "scheduler.milestones").text() == "3, 7"
    assert not form.findChildren(QWidget, "scheduler.step_size")
    assert [find(form, path) for path in ("optimizer.lr", "epochs", "data.seed")] == others


def test_old_fields_are_gone_for_good(form: ExperimentForm, qtbot: QtBot) -> None:
    old = find(form, "scheduler.step_size")

    with qtbot.waitSignal(old.destroyed):
        choose(form, "scheduler", "ExponentialLR")


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


def test_a_summary_says_what_flows_out_of_a_stage(form: ExperimentForm) -> None:
    form.set_summary("data", "800 × 10, <b>2</b> classes")
    form.set_summary("", "Column <b>x</b> is empty.", problem=True)

    notes = {note.text(): note for note in form.findChildren(NoteLabel) if note.isVisible()}
    assert notes["800 × 10, <b>2</b> classes"].property("role") == "summary"
    assert notes["Column <b>x</b> is empty."].property("role") == "error"

    form.set_summary("", "25 steps an epoch")
    assert notes["Column <b>x</b> is empty."].text() == "25 steps an epoch"
    assert notes["Column <b>x</b> is empty."].property("role") == "summary"
