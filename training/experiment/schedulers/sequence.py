"""Schedulers one after another, as torch has them."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose, isnan
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator

from training.experiment.schedulers.base import Failure, Maker, Move, SchedulerSettings
from training.experiment.schedulers.compositions import FALL, LISTED, WARM_UP, Boundaries, Children, Relay
from training.experiment.settings import WHOLE_LIMIT, setting

BY_HAND = "choose HandSwitched, which can"


class SequentialLR(Relay):
    """One scheduler after another; at each milestone the next one begins, as a rule at the initial rate."""

    chainable: ClassVar[bool] = False
    begins_late: ClassVar[bool] = False
    rule: ClassVar[str] = (
        "One scheduler acts at a time. When the counter reaches a milestone, the next one takes over "
        "and is set to its own step 0, which most compute from the initial rate."
    )

    kind: Literal["SequentialLR"] = "SequentialLR"
    schedulers: Children = setting(help="The schedulers, first to last.", suggest=(WARM_UP, FALL), example=LISTED)
    milestones: Boundaries = setting(
        help="Finished epochs after which the next scheduler begins.", suggest=(3,), example="[3]", unit="epochs"
    )

    @model_validator(mode="after")
    def _torch_can_run_it(self) -> Self:
        for child in self.schedulers:
            if reason := _not_in_sequence(child):
                raise ValueError(reason)
        return self

    def as_built(self, made: int = 0) -> SequentialLR:
        """Return it as the run's steps find it: building it makes one more step of what stands first."""
        first, *others = self.schedulers
        members = first.as_built(made + 1), *(child.as_built() for child in others)
        built = self.model_copy(update={"schedulers": members})
        built._made = made
        return built

    def make(self, maker: Maker) -> Any:
        children = [child.make(maker) for child in self.schedulers]
        return maker.call(self, maker.optimizer, children, milestones=list(self.milestones))

    def failures(self, steps: int, path: str) -> Iterator[Failure]:
        # building it makes one more step of what stands first
        own = min(steps, self.milestones[0] - 1) if self.milestones else steps
        yield from self.schedulers[0].failures(own + 1, f"{path}.schedulers[0]")
        for index, milestone in enumerate(self.milestones, 1):
            if milestone <= steps and not self.schedulers[index].begins_late:
                yield Failure(path, self, index, milestone)

    @property
    def stepped_twice(self) -> SchedulerSettings | None:
        """Return the composition that stands first, if one does."""
        return self.schedulers[0] if self.schedulers[0].inside else None

    def begins(self, child: SchedulerSettings, move: Move) -> str:
        """Say how a child takes over, and from which rate it computes its first one."""
        if _first_in(child).goes_on:
            factor = f" times {move.after / move.before:.6g}" if move.before and move.way() else ""
            return f"goes on from this rate{factor}"
        if not move.initial or isnan(move.before):
            return "begins"
        if isclose(move.after, move.initial):
            return "begins, and the rate starts again from the initial rate"
        return f"begins at {move.after / move.initial:.6g} times the initial rate"

    def flat(self) -> SequentialLR:
        """Return the sequence that a SequentialLR inside it is meant to be a part of, without one inside it.

        A scheduler that its turn never reaches is left out.
        """
        children: list[SchedulerSettings] = []
        starts: list[int] = []
        for start, stop, _, child in self.shares(WHOLE_LIMIT):
            if not isinstance(child, SequentialLR):
                children, starts = [*children, child], [*starts, start]
                continue
            for inner in child.flat().shares(WHOLE_LIMIT):
                if inner.start < inner.stop and start + inner.start < stop:
                    children, starts = [*children, inner.member], [*starts, start + inner.start]
        return SequentialLR.model_construct(
            kind="SequentialLR", schedulers=tuple(children), milestones=tuple(starts[1:])
        )


def _first_in(child: SchedulerSettings) -> SchedulerSettings:
    """Return what really stands first, in a sequence inside a sequence."""
    return _first_in(child.schedulers[0]) if isinstance(child, SequentialLR) else child


def _not_in_sequence(child: SchedulerSettings) -> str:
    """Return why torch's SequentialLR cannot hold this child; empty if it can."""
    for _, member in child.family():
        if not member.composable:
            return f"SequentialLR cannot step a {member.kind}; {BY_HAND}"
    for _, member in child.family():
        if member.own_rate:
            return f"a {member.kind} in a SequentialLR overwrites the initial rate of all the others; {BY_HAND}"
    return ""
