"""What a sweep tells of its runs: the epochs that were finished at one time, and now and then their states."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable
from time import monotonic
from typing import NamedTuple, TypeAlias

from training.engine.sweep.member import Member, Update

LARGEST_SHARE = 0.05  # of the time that states may take; then they come less often


States: TypeAlias = Callable[[Collection[int]], dict[int, bytes]]


class Round(NamedTuple):
    """Epochs that were finished at one time, at most one of each run.

    `states` returns the checkpoints of some of the runs that go on, by run, as they stand until the next round.
    """

    updates: list[Update]
    states: States


def failed(members: Iterable[Member], error: Exception, states: States = lambda runs: {}) -> Round:
    """Return the end of members that cannot go on."""
    return Round([member.fail(error) for member in members], states)


def nothing() -> list[Report]:
    """Return no reports."""
    return []


class Report(NamedTuple):
    """Epochs in order, and checkpoints of runs, each after the latest epoch that has been told of its run.

    `catch_up` returns, until the next report comes, the checkpoints that are still due of all that has been told. Of
    runs that are trained elsewhere further epochs may come with them.
    """

    updates: list[Update]
    states: dict[int, bytes]
    catch_up: Callable[[], list[Report]] = nothing


class Leave(BaseException):
    """Thrown into a generator of reports: it hands over the states that are still due and raises this again."""


def reported(rounds: Iterable[Round], every: float | None) -> Generator[Report, None, None]:
    """Yield the rounds, every so many seconds with the states of all runs that went on; None: without any."""
    moved, due = set[int](), monotonic() + (every or 0.0)
    latest: Round | None = None

    def catch_up() -> list[Report]:
        if latest is None or every is None or not moved:
            return []
        states = latest.states(moved)
        moved.clear()
        return [Report([], states)]

    try:
        for latest in rounds:
            moved.update(update.run for update in latest.updates)
            moved.difference_update(update.run for update in latest.updates if update.ended)
            begin = monotonic()
            if every is None or begin < due:
                yield Report(latest.updates, {}, catch_up)
                continue
            states = latest.states(moved)
            moved.clear()
            yield Report(latest.updates, states)
            due = monotonic() + max(every, (monotonic() - begin) / LARGEST_SHARE)
    except Leave:
        yield from catch_up()
        raise
