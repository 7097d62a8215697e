from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.document.document import ExperimentDocument
from gui.document.parts import MOST_PARTS
from gui.forms.experiment_form import ExperimentForm
from tests.gui.forms.compositions import COSINE, LINEAR, NESTED, STEP, THREE, changes, sequence
from tests.gui.forms.keyboard import choose, find

Key = Qt.Key


def press(form: ExperimentForm, name: str) -> None:
    """Press a button with the keyboard."""
    button = find(form, name)
    assert button.isVisible()
    button.setFocus()
    QTest.keyClick(button, Key.Key_Space)


def kinds(document: ExperimentDocument) -> list[str]:
    return [part["kind"] for part in document.value("scheduler.schedulers")]


def opened(form: ExperimentForm, document: ExperimentDocument) -> list[int]:
    folds = [find(form, f"fold.scheduler.schedulers[{index}]") for index in range(len(kinds(document)))]
    return [index for index, fold in enumerate(folds) if fold.isChecked()]


def test_choosing_a_composition_keeps_the_scheduler_as_its_first_part(
    form: ExperimentForm, document: ExperimentDocument
) -> None:
    document.set_value("scheduler.kind", "SequentialLR")

    assert document.value("scheduler") == sequence(STEP, COSINE, milestones=(3,))
    assert find(form, "scheduler.schedulers[0].gamma").text() == "0.5"
    assert find(form, "scheduler.schedulers[0].gamma").isVisible()
    assert not find(form, "scheduler.schedulers[1].T_max").isVisible()


def test_a_scheduler_is_added_in_one_step_of_undo_and_shown(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(THREE))
    count = document.undo_stack.count()

    press(form, "add.scheduler")

    assert kinds(document) == ["LinearLR", "CosineAnnealingLR", "StepLR", "CosineAnnealingLR"]
    assert document.value("scheduler.milestones") == (2, 6, 8)
    assert document.experiment is not None
    assert find(form, "scheduler.schedulers[3].kind").hasFocus()
    assert opened(form, document) == [3]
    assert document.undo_stack.count() == count + 1

    document.undo_stack.undo()
    assert document.value("scheduler") == THREE
    assert not form.findChildren(QWidget, "scheduler.schedulers[3].kind")


def test_schedulers_added_one_after_another_are_undone_one_by_one(
    form: ExperimentForm, document: ExperimentDocument
) -> None:
    document.set_value("scheduler.kind", "ChainedScheduler")
    press(form, "add.scheduler")
    press(form, "add.scheduler")

    document.undo_stack.undo()

    assert kinds(document) == ["StepLR", "ExponentialLR", "ExponentialLR"]


def test_a_scheduler_is_removed_with_its_milestone(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(THREE))
    find(form, "fold.scheduler.schedulers[2]").click()

    press(form, "remove.scheduler.schedulers[2]")

    assert document.value("scheduler") == sequence(LINEAR, COSINE, milestones=(2,))
    assert find(form, "scheduler.schedulers[1].kind").hasFocus()
    document.undo_stack.undo()
    assert document.value("scheduler") == THREE


def test_the_only_scheduler_stays(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(sequence(STEP, milestones=())))

    assert document.experiment is not None
    assert not find(form, "remove.scheduler.schedulers[0]").isVisible()
    assert not find(form, "earlier.scheduler.schedulers[0]").isVisible()


def test_schedulers_change_places(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(THREE))

    press(form, "later.scheduler.schedulers[0]")
    assert kinds(document) == ["CosineAnnealingLR", "LinearLR", "StepLR"]
    assert document.value("scheduler.milestones") == (4, 6)
    assert find(form, "scheduler.schedulers[1].start_factor").isVisible()
    assert find(form, "scheduler.schedulers[1].kind").hasFocus()

    press(form, "earlier.scheduler.schedulers[1]")
    assert document.value("scheduler") == THREE


def test_schedulers_of_one_kind_change_places_too(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(sequence(STEP, STEP | {"gamma": 0.3}, milestones=(4,))))

    press(form, "later.scheduler.schedulers[0]")

    assert [find(form, f"scheduler.schedulers[{i}].gamma").text() for i in (0, 1)] == ["0.3", "0.5"]
    assert opened(form, document) == [1]


def test_no_more_than_the_most_can_be_added(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(sequence(*[STEP] * MOST_PARTS, milestones=range(1, MOST_PARTS))))

    assert document.experiment is not None
    assert not find(form, "add.scheduler").isEnabled()


def test_a_kind_deep_inside_changes_nothing_around_it(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(NESTED))
    form.reveal("scheduler.schedulers[1].schedulers[1].kind")
    others = [find(form, path) for path in ("scheduler.schedulers[0].start_factor", "scheduler.milestones")]
    box = find(form, "scheduler.schedulers[1].schedulers[0].kind")

    choose(form, "scheduler.schedulers[1].schedulers[0]", "MultiStepLR")

    assert box.hasFocus()
    assert find(form, "scheduler.schedulers[1].schedulers[0].milestones").text() == "3, 7"
    assert [find(form, path) for path in ("scheduler.schedulers[0].start_factor", "scheduler.milestones")] == others


def test_a_composition_grows_inside_another(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(THREE))
    document.set_value("scheduler.schedulers[0].kind", "SequentialLR")
    press(form, "add.scheduler.schedulers[0]")

    inner = document.value("scheduler.schedulers[0]")
    assert [part["kind"] for part in inner["schedulers"]] == ["LinearLR", "CosineAnnealingLR", "CosineAnnealingLR"]
    assert inner["milestones"] == (3, 4)
    assert find(form, "scheduler.schedulers[0].schedulers[2].kind").hasFocus()


def test_a_stretch_inside_another_is_as_long_as_that_one(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply(changes(NESTED))
    form.reveal("scheduler.schedulers[1].schedulers[1].schedulers[1].gamma")
    QApplication.processEvents()

    handle = find(form, "milestone.scheduler part 2 part 2.1")
    QTest.keyClick(handle, Key.Key_PageUp)

    assert document.value("scheduler.schedulers[1].schedulers[1].milestones") == (4,)  # of 10 - 2 - 3 epochs
