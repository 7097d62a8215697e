from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from gui.document.document import ExperimentDocument
from tests.gui.conftest import Heard
from tests.gui.forms.compositions import NESTED, THREE, changes, schedulers
from training.experiment.experiment import Experiment


def test_a_part_of_a_composition_is_edited_by_its_path(document: ExperimentDocument, heard: Heard) -> None:
    document.apply(changes(NESTED))
    heard.clear()

    document.set_value("scheduler.schedulers[1].schedulers[0].gamma", 0.25)

    assert document.experiment is not None
    assert document.value("scheduler.schedulers[1].schedulers[0].gamma") == 0.25
    assert heard == ["scheduler.schedulers[1].schedulers[0].gamma", "experiment"]
    assert document.default("scheduler.schedulers[1].schedulers[0].gamma") == 0.1
    assert NESTED["schedulers"][1]["schedulers"][0]["gamma"] == 0.5

    document.reset("scheduler.schedulers[1].schedulers[0].gamma")

    assert document.is_default("scheduler.schedulers[1].schedulers[0].gamma")


def test_another_kind_of_a_part_tells_that_the_scheduler_changed(document: ExperimentDocument, heard: Heard) -> None:
    document.apply(changes(NESTED))
    heard.clear()

    document.set_value("scheduler.schedulers[1].schedulers[0].kind", "ExponentialLR")

    assert heard == ["scheduler.kind", "experiment"]


def test_a_part_keeps_what_was_typed_for_its_kind(document: ExperimentDocument) -> None:
    document.apply(changes(THREE))
    document.set_value("scheduler.schedulers[1].T_max", 4)
    document.set_value("scheduler.schedulers[1].kind", "ExponentialLR")

    document.set_value("scheduler.schedulers[1].kind", "CosineAnnealingLR")

    assert document.value("scheduler.schedulers[1].T_max") == 4


def test_several_changes_are_one_step_of_undo(document: ExperimentDocument, heard: Heard) -> None:
    document.apply([("epochs", 20), ("optimizer.lr", 0.5), ("seed", 0)])

    assert document.undo_stack.count() == 1
    assert set(heard) == {"epochs", "optimizer.lr", "experiment"}
    document.undo_stack.undo()
    assert document.experiment == Experiment()


def test_changes_of_several_fields_stay_apart(document: ExperimentDocument) -> None:
    for number in (1, 2):
        document.apply([("epochs", number), ("seed", number)])

    assert document.undo_stack.count() == 2


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (("scheduler.schedulers[1].T_max", "x"), "scheduler.schedulers[1].T_max"),
        (("scheduler.milestones", (3, -1)), "scheduler.milestones"),
        (("scheduler.milestones", (3,)), "scheduler.milestones"),
        (("scheduler.schedulers[1].kind", "ReduceLROnPlateau"), "scheduler.kind"),
        (("scheduler.schedulers", ()), "scheduler.kind"),
    ],
)
def test_every_problem_of_a_composition_has_a_field_to_stand_at(
    document: ExperimentDocument, change: tuple[str, Any], path: str
) -> None:
    document.apply(changes(THREE))
    document.apply([change])

    assert path in document.problems
    assert all(document.value(problem) is not None for problem in document.problems)


def test_the_steps_of_the_run_are_counted_as_the_scheduler_steps(document: ExperimentDocument) -> None:
    assert (document.steps_after_batch, document.steps(25)) == (False, 10)

    document.set_value("scheduler.kind", "OneCycleLR")
    assert (document.steps_after_batch, document.steps(25), document.steps()) == (True, 250, 0)

    document.set_value("step_scheduler", "epoch")
    assert (document.steps_after_batch, document.steps(25)) == (False, 10)

    document.set_value("epochs", "ten")
    assert document.steps(25) == 0


@given(table=schedulers, when=st.sampled_from(["auto", "epoch", "batch"]))
def test_the_guess_when_the_scheduler_steps_is_the_experiments_rule(
    qapp: QApplication, table: dict[str, Any], when: str
) -> None:
    document = ExperimentDocument()
    document.apply([*changes(table), ("step_scheduler", when)])

    if document.experiment is not None:
        assert document.steps_after_batch == document.experiment.steps_after_batch


@pytest.mark.slow
@given(tables=st.lists(schedulers, min_size=1, max_size=5), number=st.integers(0, 3))
def test_undoing_leads_back_through_any_compositions(
    qapp: QApplication, tables: list[dict[str, Any]], number: int
) -> None:
    document = ExperimentDocument()
    start = document.draft()["values"]
    for table in tables:
        document.apply(changes(table))
        for path in (f"scheduler.schedulers[{number}].kind", "scheduler.schedulers[0].schedulers[0].gamma"):
            if _has(document, path):
                document.set_value(path, "StepLR" if path.endswith("kind") else 0.3)
    end = document.draft()["values"]

    document.undo_stack.setIndex(0)
    assert document.draft()["values"] == start
    document.undo_stack.setIndex(document.undo_stack.count())
    assert document.draft()["values"] == end


def _has(document: ExperimentDocument, path: str) -> bool:
    try:
        document.value(path)
    except LookupError:
        return False
    return True
