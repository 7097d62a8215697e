"""What each member of a ChainedScheduler did to the rates, watched in a rehearsal of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from training.experiment.experiment import Experiment
from training.experiment.schedulers import SchedulerSettings
from training.schedule.assumption import Assumption
from training.schedule.build import rates_of
from training.schedule.rehearsal import Rehearsal

MOST = 5000  # epochs that are watched: some tenths of a second


class Linked(NamedTuple):
    """What one member of a chain did in a step: the rates before and after, by parameter group."""

    before: list[float]
    after: list[float]


class Links:
    """The members' shares in each epoch's step, rehearsed as far as anybody has asked."""

    def __init__(
        self,
        experiment: Experiment,
        figures: Callable[[int], Mapping[str, float]] | None = None,
        assumption: Assumption | None = None,
    ) -> None:
        """Rehearse on the figures of each epoch, counted from 1, or on what is assumed of them."""
        self._rehearsal = Rehearsal(experiment, None, assumption) if _chains(experiment) else None
        self._figures = figures
        self._known: list[tuple[Linked, ...]] = []

    def of(self, epoch: int) -> tuple[Linked, ...]:
        """Return what the members did after an epoch, counted from 1; nothing where no chain acted, or very late."""
        if self._rehearsal is None or epoch > MOST:
            return ()
        while len(self._known) < epoch:
            self._known.append(tuple(self._step(self._rehearsal)))
        return self._known[epoch - 1]

    def _step(self, rehearsal: Rehearsal) -> list[Linked]:
        figures = self._figures or rehearsal.figures
        rehearsal.edit()
        settings = rehearsal.experiment.phase(rehearsal.done + 1).scheduler
        with _tapped(list(_members(settings, rehearsal.scheduler)), lambda: rates_of(rehearsal.optimizer)) as linked:
            rehearsal.advance(figures(rehearsal.done + 1))
        return linked


def _chains(experiment: Experiment) -> bool:
    """Whether schedulers work on one rate together, epoch by epoch."""
    members = (member for phase in experiment.phases for _, member in phase.scheduler.family())
    return any(member.at_once for member in members) and not experiment.steps_after_batch


def _members(settings: SchedulerSettings, scheduler: Any) -> Iterator[Any]:
    """Yield the members of all chains that may step next, in order: a chain in a chain is its members."""
    if settings.switched:
        yield from _members(scheduler.settings, scheduler.scheduler)
        return
    for inner, member in zip(settings.inside, getattr(scheduler, "_schedulers", ()), strict=False):
        yield from _members(inner, member) if inner.at_once or not settings.at_once else (member,)


@contextmanager
def _tapped(members: list[Any], rates: Callable[[], list[float]]) -> Iterator[list[Linked]]:
    """Note what each member's step does meanwhile; of the chains of a sequence only one steps at a time."""
    linked: list[Linked] = []
    for member in members:
        member.step = _noting(member, rates, linked)
    yield linked
    for member in members:
        del member.step


def _noting(member: Any, rates: Callable[[], list[float]], linked: list[Linked]) -> Callable[[], None]:
    step = member.step

    def noting() -> None:
        before = rates()
        step()
        linked.append(Linked(before, rates()))

    return noting
