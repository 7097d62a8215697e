from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.document.document import ExperimentDocument
from gui.forms.experiment_form import ExperimentForm
from gui.widgets.buttons import MoreButton
from tests.gui.forms.keyboard import find, problem_of


def test_a_rare_field_that_is_wrong_unfolds(form: ExperimentForm, document: ExperimentDocument) -> None:
    nesterov = find(form, "optimizer.nesterov")
    assert not nesterov.isVisible()

    document.set_value("optimizer.nesterov", True)

    assert nesterov.isVisible()
    assert "Needs a momentum above 0" in problem_of(form, "optimizer.nesterov")


def test_revealing_a_field_unfolds_it_and_scrolls_to_it(form: ExperimentForm, qtbot: QtBot) -> None:
    form.resize(340, 300)
    form.reveal("early_stopping")

    editor = find(form, "early_stopping")
    assert editor.hasFocus()
    qtbot.waitUntil(lambda: not editor.visibleRegion().isEmpty())


def more(form: ExperimentForm, stage: str) -> MoreButton:
    return find(form, f"more.{stage}")


def test_the_default_form_shows_only_what_is_changed_often(form: ExperimentForm) -> None:
    editors = [w for w in form.findChildren(QWidget) if w.objectName() and hasattr(w, "edited")]
    visible = {editor.objectName() for editor in editors if editor.isVisible()}

    assert len(visible) < len(editors) - 6
    assert {"optimizer.lr", "epochs", "network.hidden", "scheduler.gamma", "data.validation"} <= visible
    assert not {"optimizer.dampening", "early_stopping", "network.batch_norm"} & visible


def test_a_click_on_more_shows_the_rest(form: ExperimentForm) -> None:
    assert not find(form, "optimizer.dampening").isVisible()

    more(form, "optimizer").click()

    assert find(form, "optimizer.dampening").isVisible()
    assert not find(form, "early_stopping").isVisible()


def test_more_says_how_many_hidden_fields_were_changed(form: ExperimentForm, document: ExperimentDocument) -> None:
    assert more(form, "training").text() == "More"

    document.set_value("clip_grad_norm", 1.0)
    assert more(form, "training").text() == "More (1 changed)"
    document.set_value("early_stopping", 5)
    assert more(form, "training").text() == "More (2 changed)"
    more(form, "training").click()
    assert more(form, "training").text() == "More"


def test_a_card_stays_unfolded_when_its_kind_changes(form: ExperimentForm, document: ExperimentDocument) -> None:
    more(form, "optimizer").click()

    document.set_value("optimizer.kind", "Adam")

    assert find(form, "optimizer.eps").isVisible()


def test_more_is_gone_where_there_is_nothing_more(form: ExperimentForm, document: ExperimentDocument) -> None:
    assert more(form, "scheduler").isVisible()

    document.set_value("scheduler.kind", "None")

    assert not more(form, "scheduler").isVisible()
