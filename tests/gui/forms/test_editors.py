from __future__ import annotations

from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gui.document.document import ExperimentDocument
from gui.document.fields import EXPERIMENT_CARDS, KINDS, PARTS, FormField, fields_of, kinds_of, same
from gui.forms.experiment_form import ExperimentForm
from gui.widgets.labels import NameLabel
from tests.gui.forms.keyboard import find

ALL_KINDS = [(stage, kind) for stage, kinds in KINDS.items() for kind in kinds] + [("", "")]

few_examples = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


def values(field: FormField) -> st.SearchStrategy[Any]:
    """Values that the field takes, and texts that it does not."""
    wholes = st.integers(-(2**63), 2**63)
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
    kinds: dict[Any, st.SearchStrategy[Any]] = {
        int: wholes,
        float: numbers,
        bool: st.booleans(),
        str: names,
        Literal: st.sampled_from(field.choices or [None]),
        tuple[int]: st.lists(wholes, max_size=4).map(tuple),
        tuple[float]: st.lists(numbers, max_size=4).map(tuple),
        tuple[str]: st.lists(names, max_size=4).map(tuple),
    }
    typed = field.type in (int, float, tuple[int], tuple[float])
    if field.optional:
        kinds[str] = names.filter(str.strip)  # nothing typed is None
    unreadable = st.sampled_from(["what?", "1e", "0x10"]) if typed else st.nothing()
    return kinds[field.type] | unreadable | (st.none() if field.optional else st.nothing())


@pytest.mark.parametrize(("stage", "kind"), ALL_KINDS)
@few_examples
@given(data=st.data())
def test_every_value_of_every_field_shows_and_reads_back(
    form: ExperimentForm, document: ExperimentDocument, stage: str, kind: str, data: st.DataObject
) -> None:
    if stage:
        document.set_value(f"{stage}.kind", kind)
    for field in fields_of(stage, kind):
        value = data.draw(values(field), field.path)

        document.set_value(field.path, value)

        editor = form.editor(field.path)
        assert editor is not None
        assert same(editor.value(), value)
        assert same(document.value(field.path), value)


PART = f"scheduler.{PARTS}[0]"


@pytest.mark.parametrize("kind", kinds_of(PART))
@few_examples
@given(data=st.data())
def test_every_field_of_a_part_shows_and_reads_back(
    form: ExperimentForm, document: ExperimentDocument, kind: str, data: st.DataObject
) -> None:
    document.apply([("scheduler.kind", "HandSwitched"), (f"{PART}.kind", kind)])
    for field in fields_of(PART, kind):
        value = data.draw(values(field), field.path)

        document.set_value(field.path, value)

        editor = form.editor(field.path)
        assert editor is not None
        assert editor.objectName() == field.path
        assert same(editor.value(), value)


@pytest.mark.parametrize("stage", [*KINDS, ""])
def test_every_field_is_named_and_explained(form: ExperimentForm, document: ExperimentDocument, stage: str) -> None:
    for kind in KINDS.get(stage, [""]):
        if stage:
            document.set_value(f"{stage}.kind", kind)
            assert find(form, f"{stage}.kind").currentData() == kind
        labelled = {label.buddy() for label in form.findChildren(NameLabel)}
        for field in fields_of(stage, kind):
            editor = find(form, field.path)
            assert field.info.description
            assert editor.toolTip().replace("\n", " ").startswith(field.info.description)
            assert field.info.description in editor.accessibleDescription()
            assert editor.accessibleName().endswith(field.name)
            assert editor in labelled


@pytest.mark.parametrize("stage", KINDS)
def test_every_kind_starts_with_its_suggestions(form: ExperimentForm, document: ExperimentDocument, stage: str) -> None:
    document.set_value("optimizer.lr", 1e-3)
    document.set_value("scheduler.gamma", 0.1)
    for kind, model in KINDS[stage].items():
        document.set_value(f"{stage}.kind", kind)

        own = [field for field in fields_of(stage, kind) if field.path not in EXPERIMENT_CARDS]
        shown = {field.name: form.editor(field.path).value() for field in own}  # type: ignore[union-attr]
        assert shown | {"kind": kind} == {name: value for name, value in model.suggested().items() if name != PARTS}
