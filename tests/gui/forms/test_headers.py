from __future__ import annotations

from PySide6.QtCore import Qt

from gui.document.document import ExperimentDocument
from gui.document.fields import KINDS, first_line
from gui.forms.experiment_form import ExperimentForm
from gui.widgets.labels import NoteLabel
from tests.gui.forms.keyboard import choose, find


def notes(form: ExperimentForm, stage: str, role: str) -> list[str]:
    header = find(form, f"{stage}.kind").parentWidget()
    return [n.text() for n in header.findChildren(NoteLabel) if n.isVisible() and n.property("role") == role]


def test_every_kind_can_be_chosen_and_is_explained(form: ExperimentForm) -> None:
    for stage, kinds in KINDS.items():
        box = find(form, f"{stage}.kind")
        assert [box.itemData(i) for i in range(box.count()) if box.model().item(i).isEnabled()] == list(kinds)
        for i, model in enumerate(kinds.values()):
            assert box.itemData(i, Qt.ItemDataRole.ToolTipRole) == first_line(model)


def test_what_torch_has_but_cannot_be_used_is_listed_with_the_reason(form: ExperimentForm) -> None:
    box = find(form, "optimizer.kind")
    place = box.findText("SparseAdam")
    assert not box.model().item(place).isEnabled()
    assert "SparseAdam needs sparse gradients" in box.itemData(place, Qt.ItemDataRole.ToolTipRole)


def test_no_scheduler_says_what_it_is(form: ExperimentForm, document: ExperimentDocument) -> None:
    choose(form, "scheduler", "None")

    assert find(form, "scheduler.kind").currentText() == "None (constant rate)"
    assert document.value("scheduler.kind") == "None"


def test_the_sentence_below_follows_the_kind(form: ExperimentForm, document: ExperimentDocument) -> None:
    assert notes(form, "scheduler", "hint") == ["Multiplies the rate by gamma after every step_size epochs."]

    document.set_value("scheduler.kind", "None")

    assert notes(form, "scheduler", "hint") == ["The rate stays as the optimizer has it."]


def test_a_problem_of_a_kind_stands_under_it(form: ExperimentForm) -> None:
    choose(form, "network", "ConvNet")

    assert "ConvNet needs images" in notes(form, "network", "error")[0]
    assert "ConvNet needs images" in find(form, "network.kind").accessibleDescription()

    choose(form, "data", "Digits")

    assert notes(form, "network", "error") == []
