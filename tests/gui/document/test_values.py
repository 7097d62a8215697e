from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from gui.document.values import changed_fields, kinds_in, plain, replaced, shape
from tests.gui.forms.compositions import NESTED, STEP, THREE, schedulers


def test_a_value_is_replaced_and_the_rest_stays_as_it_was() -> None:
    after = replaced(NESTED, ["schedulers", 1, "schedulers", 0, "gamma"], 0.3)

    assert after["schedulers"][1]["schedulers"][0] == STEP | {"gamma": 0.3}
    assert NESTED["schedulers"][1]["schedulers"][0] == STEP
    assert after["schedulers"][0] is NESTED["schedulers"][0]
    assert list(changed_fields(NESTED, after)) == ["schedulers[1].schedulers[0].gamma"]


def test_tables_of_other_kinds_have_no_fields_in_common() -> None:
    before = {"epochs": 10, "scheduler": STEP}

    assert list(changed_fields(before, {"epochs": 11, "scheduler": THREE})) == ["epochs"]


@given(table=schedulers)
def test_a_shape_holds_each_kind_and_nothing_that_is_typed(table: dict[str, Any]) -> None:
    assert shape(table) == shape(plain(table))
    assert list(kinds_in(table)) == list(_flat(shape(table)))
    assert list(changed_fields(table, table)) == []


def _flat(nested: tuple[Any, ...]) -> list[str]:
    return [kind for item in nested for kind in ([item] if isinstance(item, str) else _flat(item))]


@pytest.mark.parametrize(("value", "kept"), [([1, [2]], (1, (2,))), ({"a": [1]}, {"a": (1,)}), ("text", "text")])
def test_lists_are_kept_as_tuples(value: Any, kept: Any) -> None:
    assert plain(value) == kept
