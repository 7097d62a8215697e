from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.document.fields import KINDS
from gui.document.numbers import Unreadable
from gui.document.parts import added, lengths, milestones_of, recast, removed, swapped
from tests.gui.forms.compositions import COSINE, EXPONENTIAL, LINEAR, STEP, THREE, compositions, schedulers, sequence

SUGGESTED = KINDS["scheduler"]["SequentialLR"].suggested()
ends = st.integers(0, 50)
kinds = st.sampled_from(list(KINDS["scheduler"].values()))


def fits(table: dict[str, Any]) -> bool:
    """Whether one milestone stands between each two parts, each after the one before."""
    milestones = table.get("milestones", range(1, len(table["schedulers"])))
    rising = all(one < other for one, other in pairwise((0, *milestones)))
    return rising and len(milestones) == len(table["schedulers"]) - 1


@given(table=compositions, end=ends, data=st.data())
def test_milestones_fit_whatever_is_added_removed_and_moved(
    table: dict[str, Any], end: int, data: st.DataObject
) -> None:
    for _ in range(data.draw(st.integers(1, 5))):
        count = len(table["schedulers"])
        what = data.draw(st.sampled_from(["add", *["remove", "swap"] * (count > 1)]))
        if what == "add":
            table = table | dict(added(table, end))
        elif what == "remove":
            table = table | dict(removed(table, data.draw(st.integers(0, count - 1))))
        else:
            table = table | dict(swapped(table, data.draw(st.integers(0, count - 2)), end))

        assert fits(table)


def test_a_scheduler_is_added_midway_of_the_last_stretch() -> None:
    assert dict(added(THREE, 10)) == {"schedulers": (*THREE["schedulers"], COSINE), "milestones": (2, 6, 8)}
    assert dict(added(THREE, 6))["milestones"] == (2, 6, 7)
    assert dict(added({"kind": "ChainedScheduler", "schedulers": (LINEAR,)}, 10)) == {
        "schedulers": (LINEAR, EXPONENTIAL)
    }


@pytest.mark.parametrize(("index", "milestones"), [(0, (6,)), (1, (6,)), (2, (2,))])
def test_the_scheduler_before_a_removed_one_goes_on_in_its_place(index: int, milestones: tuple[int, ...]) -> None:
    after = dict(removed(THREE, index))

    assert after["milestones"] == milestones
    assert [part["kind"] for part in after["schedulers"]] == [
        part["kind"] for place, part in enumerate(THREE["schedulers"]) if place != index
    ]


def test_schedulers_that_change_places_keep_their_lengths() -> None:
    after = THREE | dict(swapped(THREE, 1, 10))

    assert after["schedulers"] == (LINEAR, STEP, COSINE)
    assert lengths(THREE, 10) == [2, 4, 4]
    assert dict(swapped(THREE, 0, 10))["milestones"] == (4, 6)
    assert lengths(after, 10) == [2, 4, 4]


@pytest.mark.parametrize("milestones", [Unreadable("3, x"), (3,), (5, 3), (0, 3), None, (3.0, 4.0), (True, 3)])
def test_milestones_that_are_not_sound_stay_as_they_were_typed(milestones: Any) -> None:
    table = THREE | {"milestones": milestones}

    assert milestones_of(table) is None
    for changes in (added(table, 10), removed(table, 1), swapped(table, 0, 10)):
        assert "milestones" not in dict(changes)
    assert lengths(table, 10) == [10, 10, 10]


@given(before=schedulers, kind=kinds, end=ends)
def test_every_scheduler_turns_into_every_kind(before: dict[str, Any], kind: Any, end: int) -> None:
    after = recast(before, kind, None, end)

    assert list(after) == list(kind.suggested())
    assert after["kind"] == kind.suggested()["kind"]
    assert "schedulers" not in after or fits(after)


def test_a_composition_begins_with_the_scheduler_that_was_there() -> None:
    after = recast(STEP, KINDS["scheduler"]["SequentialLR"], None, 10)

    assert after == sequence(STEP, COSINE, milestones=(3,))
    assert recast({"kind": "None"}, KINDS["scheduler"]["SequentialLR"], None, 10) == SUGGESTED


def test_a_kind_inside_a_composition_is_the_part_of_that_kind() -> None:
    assert recast(THREE, KINDS["scheduler"]["StepLR"], None, 10) == STEP
    assert recast(THREE, KINDS["scheduler"]["ExponentialLR"], None, 10)["kind"] == "ExponentialLR"


def test_a_composition_comes_back_where_nothing_typed_would_be_lost() -> None:
    relay, untouched = KINDS["scheduler"]["SequentialLR"], KINDS["scheduler"]["SWALR"].suggested()

    assert recast(STEP, relay, THREE, 10) == THREE
    assert recast(untouched, relay, THREE, 10) == THREE
    assert recast(STEP | {"gamma": 0.7}, relay, THREE, 10)["schedulers"] == (STEP | {"gamma": 0.7}, COSINE)


def test_a_chain_that_becomes_a_sequence_gets_evenly_spread_milestones() -> None:
    chain = {"kind": "ChainedScheduler", "schedulers": (LINEAR, EXPONENTIAL, STEP)}

    assert recast(chain, KINDS["scheduler"]["SequentialLR"], None, 12)["milestones"] == (4, 8)
    assert recast(chain, KINDS["scheduler"]["HandSwitched"], THREE, 12)["milestones"] == (2, 6)
    assert recast(THREE, KINDS["scheduler"]["HandSwitched"], None, 12)["milestones"] == (2, 6)
