from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.document.document import ExperimentDocument
from gui.document.fields import fields_of, same
from gui.document.values import kinds_in
from gui.forms.experiment_form import ExperimentForm
from tests.gui.forms.compositions import NESTED, STEP, THREE, changes, schedulers
from tests.gui.forms.keyboard import find


def tables(table: dict[str, Any], stage: str = "scheduler") -> dict[str, dict[str, Any]]:
    """The scheduler and all inside it, by path."""
    inner = enumerate(table.get("schedulers", ()))
    return {stage: table} | {k: v for i, part in inner for k, v in tables(part, f"{stage}.schedulers[{i}]").items()}


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(schedulers, min_size=1, max_size=3))
def test_the_form_shows_whatever_the_document_holds(
    form: ExperimentForm, document: ExperimentDocument, drawn: list[dict[str, Any]]
) -> None:
    for table in drawn:
        document.apply(changes(table))
    for _ in range(2):
        shown = tables(document.value("scheduler"))
        for stage, table in shown.items():
            assert find(form, f"{stage}.kind").currentData() == table["kind"]
            for field in fields_of(stage, table["kind"]):
                editor = form.editor(field.path)
                assert editor is not None
                assert same(editor.value(), document.value(field.path))
        document.undo_stack.undo()


def units(form: ExperimentForm, path: str) -> list[str]:
    return [label.text() for label in find(form, path).findChildren(QLabel)]


def test_steps_are_batches_where_the_scheduler_steps_after_each(
    form: ExperimentForm, document: ExperimentDocument
) -> None:
    document.apply(changes(THREE))
    paths = ("scheduler.milestones", "scheduler.schedulers[0].total_iters", "scheduler.schedulers[2].step_size")
    assert [units(form, path) for path in paths] == [["epochs"]] * 3

    document.set_value("step_scheduler", "batch")
    assert [units(form, path) for path in paths] == [["batches"]] * 3
    document.set_value("epochs", "many")
    assert [units(form, path) for path in paths] == [["batches"]] * 3
    document.set_value("step_scheduler", "auto")
    assert [units(form, path) for path in paths] == [["epochs"]] * 3


def test_torchs_per_batch_schedulers_count_batches_by_themselves(
    form: ExperimentForm, document: ExperimentDocument
) -> None:
    document.set_value("scheduler.kind", "OneCycleLR")

    assert units(form, "scheduler.total_steps") == ["batches"]
    assert units(form, "scheduler.epochs") == ["epochs"]
    assert units(form, "early_stopping") == ["epochs"]


def test_the_time_line_is_as_long_as_the_run_has_batches(form: ExperimentForm, document: ExperimentDocument) -> None:
    document.apply([*changes(THREE), ("step_scheduler", "batch")])
    assert (
        "3: StepLR, batches 7 and later" in find(form, "milestone.scheduler.1").parentWidget().accessibleDescription()
    )

    form.set_batches(25)

    line = find(form, "milestone.scheduler.1").parentWidget()
    assert "3: StepLR, batches 7 to 250" in line.accessibleDescription()


def test_another_kind_around_the_focus_leads_to_the_nearest_kind(
    form: ExperimentForm, document: ExperimentDocument
) -> None:
    document.apply(changes(NESTED))
    form.reveal("scheduler.schedulers[1].schedulers[1].schedulers[1].gamma")

    document.set_value("scheduler.schedulers[1].kind", "StepLR")
    assert document.value("scheduler.schedulers[1]") == STEP
    assert find(form, "scheduler.schedulers[1].kind").hasFocus()

    document.set_value("scheduler.kind", "ExponentialLR")
    assert find(form, "scheduler.kind").hasFocus()


def test_old_parts_are_gone_for_good(form: ExperimentForm, document: ExperimentDocument, qtbot: QtBot) -> None:
    document.apply(changes(NESTED))
    old = find(form, "scheduler.schedulers[1].schedulers[0].gamma")

    with qtbot.waitSignal(old.destroyed):
        document.set_value("scheduler.schedulers[1].kind", "ConstantLR")

    assert set(kinds_in(document.value("scheduler"))) == {"SequentialLR", "LinearLR", "ConstantLR"}


@pytest.mark.parametrize("path", ["step_scheduler", "scheduler.nothing", "scheduler.schedulers[7].gamma"])
def test_a_place_that_is_not_there_leads_to_the_kind(
    form: ExperimentForm, document: ExperimentDocument, path: str
) -> None:
    document.set_value("scheduler.kind", "None")

    form.reveal(path)

    assert find(form, "scheduler.kind").hasFocus()
