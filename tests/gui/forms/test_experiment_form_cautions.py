from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.document.document import ExperimentDocument
from gui.forms.experiment_form import ExperimentForm
from tests.gui.forms.compositions import NESTED, changes
from tests.gui.forms.keyboard import caution, find, show_caution

Key, Modifier = Qt.Key, Qt.KeyboardModifier


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
