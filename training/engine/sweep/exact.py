"""Runs that equal their single runs to the last bit: they share their past and fork where their rates part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.engine.failures import explain_failures
from training.engine.sweep.branch import Branch, Snapshot
from training.engine.sweep.member import Member, Update, by_plan
from training.engine.threads import settle_threads


class Fork(NamedTuple):
    """Members that go on with one plan, from a state or from the beginning."""

    members: list[Member]
    origin: Snapshot | None = None


def train_exactly(members: Sequence[Member], dataset: Dataset) -> Iterator[Update]:
    """Train runs whose experiments differ in the schedule only; what is equal so far is trained once."""
    forks = [Fork(part) for part in by_plan(members).values()]
    while forks:
        yield from _grow(forks, dataset)


def _grow(forks: list[Fork], dataset: Dataset) -> Iterator[Update]:
    """Train the last fork to the end of its members; those that part from the first are added to the forks."""
    members, origin = forks.pop()
    try:
        branch = _begin(members[0], dataset, origin)
        while members:
            with explain_failures(branch.epoch + 1):
                record = branch.train(members[0].plan)
            record = record._replace(seconds=record.seconds / len(members))
            updates = [member.finish(record) for member in members]
            yield from updates
            going = [member for member, update in zip(members, updates, strict=True) if not update.ended]
            members, *others = by_plan(going).values() or [[]]
            if others:
                state = branch.snapshot()
                forks += [Fork(part, state) for part in others]
    except TrainingError as error:
        yield from (member.fail(error) for member in members)


def _begin(member: Member, dataset: Dataset, origin: Snapshot | None) -> Branch:
    with explain_failures(origin.epoch + 1 if origin else 1):
        branch = Branch(member, dataset)
        settle_threads(branch)
        if origin is not None:
            branch.take_over(origin)
    return branch
