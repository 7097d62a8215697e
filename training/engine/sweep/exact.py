"""Runs that equal their single runs to the last bit: they share their past and fork where their rates part."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.engine.failures import explain_failures
from training.engine.sweep.branch import Branch, Snapshot
from training.engine.sweep.member import Member, by_plan
from training.engine.sweep.rounds import Round, failed
from training.engine.sweep.shared_state import checkpoint
from training.engine.threads import settle_threads


class Fork(NamedTuple):
    """Members that go on with one plan from a state."""

    members: list[Member]
    origin: Snapshot


def train_exactly(members: Sequence[Member], dataset: Dataset) -> Iterator[Round]:
    """Train runs whose experiments differ in the schedule only; what is equal so far is trained once."""
    try:
        with explain_failures(1):
            branch = Branch(members[0], dataset)
        settle_threads(branch)
    except TrainingError as error:
        yield failed(members, error)
        return
    forks = _forks(members, branch)
    while forks:
        yield from _grow(branch, forks)


def states_of(branch: Branch, forks: Sequence[Fork], runs: Collection[int]) -> dict[int, bytes]:
    """Return the checkpoints of these runs among the forks, by run."""
    states: dict[int, bytes] = {}
    for fork in forks:
        if wanted := [member for member in fork.members if member.run in runs]:
            shared_state = branch.shared_state(fork.origin)
            states |= {member.run: checkpoint(member, branch.dataset, shared_state) for member in wanted}
    return states


def _forks(members: Sequence[Member], branch: Branch) -> list[Fork]:
    """Return the ways on from where the branch is."""
    origin = branch.snapshot()
    return [Fork(part, origin) for part in by_plan(members).values()]


def _grow(branch: Branch, forks: list[Fork]) -> Iterator[Round]:
    """Train the last fork until its members part or end; where they part, new forks are added."""
    members, origin = forks.pop()
    try:
        with explain_failures(origin.epoch + 1):
            branch.take_over(origin)
        while members:
            with explain_failures(branch.epoch + 1):
                record = branch.train(members[0])
            record = record._replace(seconds=record.seconds / len(members))
            updates = [member.finish(record) for member in members]
            members = [member for member, update in zip(members, updates, strict=True) if not update.ended]
            yield Round(updates, partial(_states, branch, members, forks))
            if len(by_plan(members)) > 1:
                forks += _forks(members, branch)
                return
    except TrainingError as error:
        yield failed(members, error, partial(_states, branch, [], forks))


def _states(branch: Branch, members: list[Member], forks: Sequence[Fork], runs: Collection[int]) -> dict[int, bytes]:
    """Return the checkpoints of runs that the branch trains, and of those that wait."""
    return states_of(branch, [Fork(members, branch.snapshot()), *forks], runs)
