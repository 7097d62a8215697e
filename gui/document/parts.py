"""Changes to a composition's schedulers, as plain values; where there are milestones, one stands between each two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from gui.document.fields import KINDS, PARTS
from training.experiment.settings import Stage

MILESTONES = "milestones"
MOST_PARTS = 20

Table = Mapping[str, Any]  # a scheduler's values, right or wrong
Change = tuple[str, Any]  # the name of a field, and its new value


def milestones_of(table: Table) -> tuple[int, ...] | None:
    """Return the milestones if they are sound: one between each two schedulers, and rising."""
    milestones = table.get(MILESTONES)
    if not isinstance(milestones, tuple) or len(milestones) != len(table[PARTS]) - 1:
        return None
    if any(type(milestone) is not int for milestone in milestones):
        return None
    rising = all(earlier < later for earlier, later in pairwise((0, *milestones)))
    return milestones if rising else None


def lengths(table: Table, end: int) -> list[int]:
    """Return for how many steps each scheduler is at work, if the composition is for `end` steps."""
    milestones = milestones_of(table)
    if milestones is None:
        return [end] * len(table[PARTS])
    return [later - earlier for earlier, later in pairwise((0, *milestones, max((end, *milestones))))]


def added(table: Table, end: int) -> Iterator[Change]:
    """Yield the changes that put one more scheduler at the end, midway of the last stretch."""
    milestones = milestones_of(table)
    yield PARTS, (*table[PARTS], _suggested(table["kind"])[PARTS][-1])
    if milestones is not None:
        last = milestones[-1] if milestones else 0
        yield MILESTONES, (*milestones, last + max(1, (end - last) // 2))


def removed(table: Table, index: int) -> Iterator[Change]:
    """Yield the changes that take a scheduler out; the one before it goes on in its place, else the next one."""
    milestones = milestones_of(table)
    yield PARTS, _without(table[PARTS], index)
    if milestones is not None:
        yield MILESTONES, _without(milestones, max(0, index - 1))


def swapped(table: Table, index: int, end: int) -> Iterator[Change]:
    """Yield the changes that let a scheduler and the next one change places; each keeps its length."""
    milestones, stretches = milestones_of(table), lengths(table, end)
    yield PARTS, _swapped(table[PARTS], index)
    if milestones is not None and all(stretches):
        start = sum(stretches[:index])
        yield MILESTONES, (*milestones[:index], start + stretches[index + 1], *milestones[index + 1 :])


def recast(before: Table, kind: type[Stage], typed: Table | None, end: int) -> dict[str, Any]:
    """Return the values of another kind of scheduler; what the old and the new one both hold is kept.

    Args:
        before: the values of the old kind.
        kind: the settings class of the new one.
        typed: the values that the new kind had when it was left, if ever.
        end: the number of steps, as far as it is known.
    """
    suggested = kind.suggested()
    after = {**suggested, **(typed or {})}
    if PARTS not in suggested:
        inner = (dict(part) for part in before.get(PARTS, ()) if part["kind"] == suggested["kind"])
        return next(inner, after)
    if PARTS in before:
        kept = {name: before[name] for name in (PARTS, MILESTONES) if name in before and name in after}
        return after | kept if MILESTONES in kept else _refitted(after | kept, end)
    if before["kind"] == "None" or (typed and _holds(typed, before)):
        return after
    return suggested | {PARTS: (before, *suggested[PARTS][1:])}


def _holds(typed: Table, before: Table) -> bool:
    """Tell whether going back to a composition loses nothing that was typed."""
    return before in typed[PARTS] or before == _suggested(before["kind"])


def _refitted(table: dict[str, Any], end: int) -> dict[str, Any]:
    """Return the table with evenly spread milestones where their number does not fit."""
    count = len(table[PARTS])
    if MILESTONES not in table or milestones_of(table) is not None:
        return table
    return table | {MILESTONES: tuple(max(index, end * index // count) for index in range(1, count))}


def _suggested(kind: str) -> dict[str, Any]:
    return KINDS["scheduler"][kind].suggested()


def _without(items: Sequence[Any], index: int) -> tuple[Any, ...]:
    return (*items[:index], *items[index + 1 :])


def _swapped(items: Sequence[Any], index: int) -> tuple[Any, ...]:
    return (*items[:index], items[index + 1], items[index], *items[index + 2 :])
