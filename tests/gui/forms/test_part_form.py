from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.document.document import ExperimentDocument
from gui.forms.experiment_form import ExperimentForm
from gui.widgets.labels import NoteLabel
from tests.gui.forms.compositions import NESTED, THREE, changes
from tests.gui.forms.keyboard import choose, find, problem_of, retype


@pytest.fixture
def three(form: ExperimentForm, document: ExperimentDocument) -> ExperimentForm:
    document.apply(changes(THREE))
    return form


def test_a_part_folds_and_unfolds_and_its_kind_stays(three: ExperimentForm) -> None:
    fold = find(three, "fold.scheduler.schedulers[1]")
    assert not find(three, "scheduler.schedulers[1].T_max").isVisible()

    fold.setFocus()
    QTest.keyClick(fold, Qt.Key.Key_Space)
    assert find(three, "scheduler.schedulers[1].T_max").isVisible()

    QTest.keyClick(fold, Qt.Key.Key_Space)
    assert not find(three, "scheduler.schedulers[1].T_max").isVisible()
    assert find(three, "scheduler.schedulers[1].kind").isVisible()


def test_a_kind_is_explained_while_its_part_is_unfolded(three: ExperimentForm) -> None:
    header = find(three, "scheduler.schedulers[1].kind").parentWidget()

    def said() -> list[str]:
        return [note.text() for note in header.findChildren(NoteLabel) if note.isVisible()]

    assert said() == []
    find(three, "fold.scheduler.schedulers[1]").click()
    assert said() == ["Lowers the rate along half a cosine wave; after T_max epochs it rises again."]

    choose(three, "scheduler.schedulers[1]", "ExponentialLR")
    assert said() == ["Multiplies the rate by gamma after every epoch."]


def test_a_wrong_field_unfolds_its_part(three: ExperimentForm, document: ExperimentDocument) -> None:
    document.set_value("scheduler.schedulers[2].step_size", 0)

    assert "0 does not fit" in problem_of(three, "scheduler.schedulers[2].step_size")
    assert find(three, "fold.scheduler.schedulers[2]").isChecked()


def test_a_wrong_kind_is_explained_in_the_folded_part(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(NESTED))
    document.set_value("scheduler.schedulers[1].schedulers[1].kind", "OneCycleLR")

    problems = set(document.problems)
    assert problems == {"scheduler.schedulers[1].kind"}
    header = find(form, "scheduler.schedulers[1].kind").parentWidget()
    assert any("OneCycleLR" in note.text() for note in header.findChildren(NoteLabel) if note.isVisible())


def test_typing_in_a_part_changes_the_experiment(three: ExperimentForm, document: ExperimentDocument) -> None:
    retype(three, "scheduler.schedulers[0].total_iters", "2")

    assert document.experiment is not None
    assert document.value("scheduler.schedulers[0].total_iters") == 2


def test_buttons_say_which_part_they_are_about(three: ExperimentForm) -> None:
    assert find(three, "remove.scheduler.schedulers[1]").accessibleName() == "Remove: scheduler part 2"
    assert find(three, "fold.scheduler.schedulers[1]").accessibleName() == "Fields of scheduler part 2"
