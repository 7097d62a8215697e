from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from gui.document.document import ExperimentDocument
from gui.document.numbers import Unreadable
from tests.gui.conftest import Heard
from training.experiment.experiment import STAGES, Experiment, experiment_from

KINDS = [(stage, kind.model_fields["kind"].default) for stage, kinds in STAGES.items() for kind in kinds]


def test_a_new_document_is_the_default_experiment(document: ExperimentDocument) -> None:
    assert document.experiment == Experiment()
    assert document.problems == {}
    assert not document.modified
    assert document.file is None


def test_an_edit_makes_a_new_experiment(document: ExperimentDocument, heard: Heard) -> None:
    document.set_value("scheduler.gamma", 0.25)

    assert document.experiment is not None
    assert document.experiment.scheduler.gamma == 0.25
    assert heard == ["scheduler.gamma", "experiment"]


def test_setting_the_same_value_is_no_edit(document: ExperimentDocument, heard: Heard) -> None:
    document.set_value("epochs", 10)

    assert heard == []
    assert not document.undo_stack.canUndo()


def test_true_is_another_value_than_one(document: ExperimentDocument) -> None:
    document.set_value("epochs", 1)
    document.set_value("epochs", True)

    assert document.experiment is None
    assert "epochs" in document.problems


def test_an_edit_can_be_undone_by_the_time_it_is_told(document: ExperimentDocument) -> None:
    could_undo = []
    document.experiment_changed.connect(lambda: could_undo.append(document.undo_stack.canUndo()))

    document.set_value("epochs", 11)
    document.set_value("epochs", 12)
    document.undo_stack.undo()

    assert could_undo == [True, True, False]


def test_a_wrong_value_is_kept_and_explained(document: ExperimentDocument, heard: Heard) -> None:
    document.set_value("scheduler.step_size", Unreadable("5 or so"))

    assert document.experiment is None
    assert document.value("scheduler.step_size") == "5 or so"
    assert document.problems.keys() == {"scheduler.step_size"}
    assert "'5 or so' does not fit; give a whole number" in document.problems["scheduler.step_size"]
    assert heard == ["scheduler.step_size", "experiment"]


def test_a_reason_for_not_reading_a_text_comes_before_the_general_one(document: ExperimentDocument) -> None:
    document.set_value("epochs", Unreadable("1,000", "could be read in two ways"))

    assert document.problems == {"epochs": "could be read in two ways"}


def test_a_problem_of_a_list_item_belongs_to_the_list(document: ExperimentDocument) -> None:
    document.set_value("scheduler.kind", "MultiStepLR")
    document.set_value("scheduler.milestones", [3, -7, -8])

    assert document.problems.keys() == {"scheduler.milestones"}
    assert "-7 does not fit" in document.problems["scheduler.milestones"]


def test_choices_that_do_not_fit_together_are_explained_at_a_field(document: ExperimentDocument) -> None:
    document.set_value("network.kind", "ConvNet")

    assert document.experiment is None
    assert document.problems.keys() == {"network.kind"}


def test_an_item_that_is_missing_is_a_problem_of_its_list(document: ExperimentDocument) -> None:
    document.set_value("optimizer.kind", "Adam")
    document.set_value("optimizer.betas", ())

    assert document.problems.keys() == {"optimizer.betas"}


@pytest.mark.parametrize(
    ("edits", "path"),
    [
        ({"optimizer.nesterov": True}, "optimizer.nesterov"),
        ({"optimizer.kind": "Muon"}, "optimizer.kind"),
        ({"optimizer.kind": "LBFGS", "clip_grad_norm": 1.0}, "clip_grad_norm"),
        ({"optimizer.kind": "Rprop", "optimizer.etas": (2.0, 3.0)}, "optimizer.etas"),
    ],
)
def test_every_problem_has_a_field_to_stand_at(document: ExperimentDocument, edits: dict[str, Any], path: str) -> None:
    for edited, value in edits.items():
        document.set_value(edited, value)

    assert document.problems.keys() == {path}
    document.value(path)


def test_edits_of_one_field_in_a_row_are_undone_together(document: ExperimentDocument, heard: Heard) -> None:
    for value in (Unreadable(""), 1, 12, 123):
        document.set_value("epochs", value)
    assert document.undo_stack.count() == 1

    document.undo_stack.undo()

    assert document.value("epochs") == 10
    assert heard == ["epochs", "experiment"] * 5


def test_edits_of_different_fields_are_undone_one_by_one(document: ExperimentDocument) -> None:
    document.set_value("epochs", 20)
    document.set_value("optimizer.lr", 0.5)
    document.set_value("epochs", 30)

    document.undo_stack.undo()
    assert document.value("epochs") == 20
    document.undo_stack.undo()
    assert document.value("optimizer.lr") == 0.1
    document.undo_stack.redo()
    assert document.value("optimizer.lr") == 0.5


def test_typing_back_to_the_start_leaves_nothing_to_undo(document: ExperimentDocument) -> None:
    document.set_value("epochs", 100)
    document.set_value("epochs", 10)

    assert not document.undo_stack.canUndo()
    assert not document.modified


@pytest.mark.parametrize(("stage", "kind"), [k for k in KINDS if k[1] not in ("Tutorial", "MLP", "SGD", "StepLR")])
def test_a_kind_brings_its_suggested_values(document: ExperimentDocument, stage: str, kind: str) -> None:
    settings = next(k for k in STAGES[stage] if k.model_fields["kind"].default == kind)

    document.set_value("scheduler.kind", "None")
    document.set_value(f"{stage}.kind", kind)

    assert document.value(stage) == settings.suggested()
    assert all(document.is_default(f"{stage}.{name}") for name in settings.model_fields if name != "kind")


def test_a_new_kind_is_told_once(document: ExperimentDocument, heard: Heard) -> None:
    document.set_value("scheduler.kind", "ExponentialLR")

    assert heard == ["scheduler.kind", "experiment"]


def test_a_kind_keeps_what_was_typed_for_it(document: ExperimentDocument) -> None:
    document.set_value("optimizer.lr", 0.3)
    document.set_value("optimizer.kind", "Adam")
    document.set_value("optimizer.betas", Unreadable("0.9"))
    document.set_value("optimizer.kind", "SGD")
    assert document.value("optimizer.lr") == 0.3

    document.set_value("optimizer.kind", "Adam")

    assert document.value("optimizer.betas") == "0.9"
    assert document.value("optimizer.lr") == 1e-3


def test_undoing_a_kind_brings_its_fields_back(document: ExperimentDocument) -> None:
    document.set_value("scheduler.gamma", 0.7)
    document.set_value("scheduler.kind", "CosineAnnealingLR")
    document.set_value("scheduler.T_max", 4)

    document.undo_stack.undo()
    document.undo_stack.undo()

    assert document.value("scheduler") == {"kind": "StepLR", "step_size": 5, "gamma": 0.7}


def test_the_split_and_the_seed_stay_when_other_data_are_chosen(document: ExperimentDocument) -> None:
    document.set_value("data.validation", 0.3)
    document.set_value("data.seed", 7)

    document.set_value("data.kind", "Moons")

    assert document.value("data.validation") == 0.3
    assert document.value("data.seed") == 7
    assert document.value("data.rows") == 500


def test_defaults_are_torchs_and_a_field_can_go_back_to_them(document: ExperimentDocument) -> None:
    assert document.default("optimizer.lr") == 1e-3
    assert document.default("scheduler.step_size") == 5
    assert document.default("optimizer.kind") == "SGD"
    assert not document.is_default("optimizer.lr")
    assert document.is_default("clip_grad_norm")

    document.reset("optimizer.lr")

    assert document.is_default("optimizer.lr")
    assert document.undo_stack.canUndo()


def test_replacing_the_experiment_leaves_nothing_to_undo(document: ExperimentDocument, heard: Heard) -> None:
    document.set_value("optimizer.kind", "Adam")
    document.set_value("epochs", 99)
    heard.clear()
    experiment = experiment_from({"epochs": 3, "scheduler": {"kind": "None"}})

    document.replace(experiment)

    assert document.experiment == experiment
    assert not document.undo_stack.canUndo()
    assert not document.modified
    assert {"optimizer.kind", "scheduler.kind", "epochs", "experiment"} == set(heard)
    document.set_value("optimizer.kind", "Adam")
    assert document.value("optimizer.lr") == 1e-3


@pytest.mark.slow
@given(
    edits=st.lists(
        st.sampled_from(
            [("epochs", 5), ("epochs", "x"), ("optimizer.lr", 0.2), ("seed", 3), ("device", "cpu")]
            + [(f"{stage}.kind", kind) for stage, kind in KINDS]
            + [("step_scheduler", "batch"), ("head_lr", 0.2)]
        ),
        max_size=12,
    )
)
def test_undoing_all_edits_leads_back_to_the_start(qapp: QApplication, edits: list[tuple[str, Any]]) -> None:
    document = ExperimentDocument()
    start = document.draft()
    for path, value in edits:
        document.set_value(path, value)
    end = document.draft()

    document.undo_stack.setIndex(0)
    assert document.draft()["values"] == start["values"]
    document.undo_stack.setIndex(document.undo_stack.count())
    assert document.draft()["values"] == end["values"]
