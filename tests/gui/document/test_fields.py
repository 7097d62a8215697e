from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gui.document.fields import KINDS, PARTS, FormField, fields_of, first_line, kinds_of, same, shown, spoken
from gui.forms.editors import EDITORS, SPECIAL

Look = Callable[[str], FormField]
EVERY_FIELD = [field for stage, kinds in KINDS.items() for kind in kinds for field in fields_of(stage, kind)]
EVERY_FIELD += fields_of("", "")


def test_every_type_of_field_has_an_editor() -> None:
    assert {field.type for field in EVERY_FIELD} <= EDITORS.keys()
    assert SPECIAL.keys() <= {field.path for field in EVERY_FIELD}


def test_every_card_shows_something_that_is_not_folded_away() -> None:
    for stage, kinds in KINDS.items():
        for kind, model in kinds.items():
            fields = fields_of(stage, kind)
            assert not fields or PARTS in model.model_fields or not all(field.rare for field in fields)


def test_the_experiments_fields_stand_in_the_card_that_they_are_about() -> None:
    paths = {kind: [field.path for field in fields_of("scheduler", kind)] for kind in KINDS["scheduler"]}

    assert paths["None"] == []
    assert all("step_scheduler" in found for kind, found in paths.items() if kind != "None")
    assert [field.path for field in fields_of("optimizer", "Adam")][-3:] == ["head_lr", "freeze_body", "freeze_head"]
    assert "step_scheduler" not in [field.path for field in fields_of("", "")]
    assert [field.path for field in fields_of("scheduler.schedulers[0]", "StepLR")] == [
        "scheduler.schedulers[0].step_size",
        "scheduler.schedulers[0].gamma",
    ]


def test_a_scheduler_inside_another_cannot_be_none() -> None:
    assert kinds_of("scheduler").keys() - kinds_of("scheduler.schedulers[0]").keys() == {"None"}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("optimizer.lr", "optimizer lr"),
        ("scheduler.schedulers[1].gamma", "scheduler part 2 gamma"),
        ("scheduler.schedulers[1].schedulers[0].kind", "scheduler part 2 part 1 kind"),
    ],
)
def test_a_path_is_spoken_with_parts_counted_from_one(path: str, words: str) -> None:
    assert spoken(path) == words


def test_some_numbers_of_epochs_are_steps_of_the_scheduler(field: Look) -> None:
    assert field("StepLR scheduler.step_size").counts_steps
    assert field("OneCycleLR scheduler.total_steps").counts_steps
    assert not field("OneCycleLR scheduler.epochs").counts_steps
    assert not field("StepLR scheduler.gamma").counts_steps
    assert not field(" early_stopping").counts_steps


def test_every_kind_is_explained_by_a_sentence() -> None:
    for kinds in KINDS.values():
        for model in kinds.values():
            assert first_line(model).endswith(".")


def test_a_kinds_own_fields_come_before_those_that_all_kinds_have() -> None:
    names = [field.name for field in fields_of("data", "Table")]

    assert names[0] == "path"
    assert names[-2:] == ["validation", "seed"]


@pytest.mark.parametrize(
    ("words", "help"),
    [
        (
            "StepLR scheduler.step_size",
            "Epochs between two changes of the rate.\n"
            "A whole number, at least 1 and at most 1_000_000_000.\nSuggested: 5",
        ),
        (
            "Adam optimizer.eps",
            "Small number that keeps a division from failing.\nA number, at least 0.\ntorch's default: 1e-8",
        ),
        ("MLP network.activation", "What each hidden unit does with its sum.\nDefault: ReLU"),
        ("Muon optimizer.nesterov", "Looks one momentum step ahead.\ntorch's default: on"),
    ],
)
def test_the_help_says_what_a_field_does_takes_and_starts_with(field: Look, words: str, help: str) -> None:
    assert field(words).help == help


@pytest.mark.parametrize(
    ("words", "value", "end"),
    [
        (" epochs", 0, 1),
        (" epochs", 10**12, 10**9),
        ("Tutorial data.validation", 1.5, 0.9),
        ("MLP network.dropout", 1.0, None),
        ("ConstantLR scheduler.factor", 0.0, None),
        ("SGD optimizer.lr", float("inf"), None),
        ("SGD optimizer.lr", 3.0, 3.0),
    ],
)
def test_a_step_is_held_at_a_closed_bound_and_refused_at_an_open_one(
    field: Look, words: str, value: Any, end: Any
) -> None:
    clamped = field(words).clamped(value)

    assert clamped == end
    assert end is None or type(clamped) is type(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "on"),
        (False, "off"),
        (1e-8, "1e-8"),
        ((3, 7), "3, 7"),
        ((), ""),
        ("ReLU", "ReLU"),
        (5, "5"),
    ],
)
def test_a_value_is_shown_as_it_is_typed(value: Any, text: str) -> None:
    assert shown(value) == text


def test_true_is_not_the_same_as_one() -> None:
    assert same(1, 1.0)
    assert same((1, 2), (1, 2))
    assert not same(True, 1)
    assert not same(None, 0)
