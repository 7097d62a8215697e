"""Schedulers made of schedulers: one after another, or all at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import isclose, isnan
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator, model_validator

from training.experiment.schedulers.base import Link, Move, SchedulerSettings, counted
from training.experiment.settings import WHOLE_LIMIT, AsTuple, setting

if TYPE_CHECKING:
    Child = SchedulerSettings

Boundary = Annotated[int, Field(ge=1, le=WHOLE_LIMIT)]
Children = Annotated[tuple["Child", ...], AsTuple, Field(min_length=1, max_length=20)]
Boundaries = Annotated[tuple[Boundary, ...], AsTuple]

BY_HAND = "choose HandSwitched, which can"
# torch has no formula that takes these from the initial rate to their step 0
GOES_ON = ("MultiplicativeLR", "SWALR")
# what a form starts with: a warm-up, then a slow fall
WARM_UP = {"kind": "LinearLR", "start_factor": 0.1, "end_factor": 1.0, "total_iters": 3}
SLOW_DECAY = {"kind": "ExponentialLR", "gamma": 0.9}
FALL = {"kind": "CosineAnnealingLR", "T_max": 7, "eta_min": 0.0}
LISTED = '[{kind = "LinearLR"}, {kind = "CosineAnnealingLR"}]'


class Composition(SchedulerSettings):
    """Holds schedulers in `schedulers`."""

    schedulers: Children

    def as_built(self, made: int = 0) -> SchedulerSettings:
        """Return it with its members as the run's steps find them."""
        return self.model_copy(update={"schedulers": tuple(child.as_built(made) for child in self.schedulers)})

    def family(self, path: str = "scheduler") -> Iterator[tuple[str, SchedulerSettings]]:
        """Yield this scheduler and all inside it, each with its TOML path."""
        yield path, self
        for index, child in enumerate(self.schedulers):
            yield from child.family(f"{path}.schedulers[{index}]")


class Relay(Composition):
    """Schedulers one after another; the next one takes over once a milestone's steps are done."""

    milestones: Boundaries
    _made: int = PrivateAttr(0)  # steps that are made before the run's first

    @classmethod
    def suggested_beside(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Suggest schedulers and milestones together or not at all, since they have to fit."""
        given = {"schedulers", "milestones"} & values.keys()
        return {} if given else super().suggested_beside(values)

    @field_validator("milestones")
    @classmethod
    def _one_between_two(cls, milestones: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        children = info.data.get("schedulers")
        if children is not None and len(milestones) != len(children) - 1:
            raise ValueError(f"{len(children)} schedulers need {len(children) - 1} milestones, one between each two")
        if any(later <= earlier for earlier, later in pairwise(milestones)):
            raise ValueError(
                f"{list(milestones)} does not rise; list each milestone once, the lowest first, "
                "or torch skips a scheduler"
            )
        return milestones

    def segments(self, end: int) -> Iterator[tuple[int, int, SchedulerSettings]]:
        """Yield first step, end and scheduler of each stretch, up to the last step `end`."""
        starts = self.starts()
        bounds = (0, *starts, max((end, *starts)))
        for (start, stop), child in zip(pairwise(bounds), self.schedulers, strict=True):
            yield start, stop, child

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        starts = self.starts()
        index = bisect_right(starts, done)
        start = starts[index - 1] if index else 0
        child = self.schedulers[index]
        if index and start == done:
            return f"milestone {self.milestones[index - 1]} reached, {child.kind} {self.begins(child, move)}"
        begun = f", begun after {counted(start, 'epoch')}" if start else ""
        return f"{child.kind}{begun}: {child.cause(done - start, self._inside(start, move))}"

    def starts(self) -> list[int]:
        """Return the steps of the run after which each scheduler but the first takes over."""
        return [max(0, milestone - self._made) for milestone in self.milestones]

    def begins(self, child: SchedulerSettings, move: Move) -> str:
        """Say how a child takes over."""
        return "takes over"

    def _inside(self, start: int, move: Move) -> Move:
        """Return the move as the child sees it that began after `start` steps."""
        return move


class SequentialLR(Relay):
    """One scheduler after another; at each milestone the next one begins, as a rule at the initial rate."""

    chainable: ClassVar[bool] = False
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

    def begins(self, child: SchedulerSettings, move: Move) -> str:
        """Say how a child takes over, and from which rate it computes its first one."""
        first = next(member.kind for _, member in child.family() if not isinstance(member, SequentialLR))
        if first in GOES_ON:
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
        for start, stop, child in self.segments(WHOLE_LIMIT):
            if not isinstance(child, SequentialLR):
                children, starts = [*children, child], [*starts, start]
                continue
            for inner_start, inner_stop, grandchild in child.flat().segments(WHOLE_LIMIT):
                if inner_start < inner_stop and start + inner_start < stop:
                    children, starts = [*children, grandchild], [*starts, start + inner_start]
        return SequentialLR.model_construct(
            kind="SequentialLR", schedulers=tuple(children), milestones=tuple(starts[1:])
        )


class ChainedScheduler(Composition):
    """All schedulers at once: each multiplies the rate that the one before it left."""

    rule: ClassVar[str] = "Every scheduler takes its step, in order, on the rate that the one before it left."

    kind: Literal["ChainedScheduler"] = "ChainedScheduler"
    schedulers: Children = setting(
        help="The schedulers that are stepped together, in this order.", suggest=(WARM_UP, SLOW_DECAY)
    )

    @model_validator(mode="after")
    def _torch_can_run_it(self) -> Self:
        for child in self.schedulers:
            if child.kind in ("ReduceLROnPlateau", "HandSwitched"):
                raise ValueError(f"ChainedScheduler cannot step a {child.kind}; take it out")
        return self

    def cause(self, done: int, move: Move) -> str:
        """Say what makes the rate change once `done` steps are finished."""
        members = list(self.members())
        if len(members) == 1:
            return members[0].cause(done, move)
        acting = [place for place, link in enumerate(move.links) if link.before != link.after]
        if len(acting) != 1:
            steps = (_told(members[place], move.links[place], place > acting[0]) for place in acting)
            return ", then ".join(steps) or " and ".join(child.kind for child in members)
        child, link = members[acting[0]], move.links[acting[0]]
        return f"{child.kind}: {child.cause(done, Move(link.before, link.after, move.initial))}"

    def members(self) -> Iterator[SchedulerSettings]:
        """Yield what is stepped, in order: a chain in a chain is its members."""
        for child in self.schedulers:
            yield from child.members() if isinstance(child, ChainedScheduler) else (child,)


class HandSwitched(Relay):
    """One scheduler after another, each built anew at its milestone on the rate that stands there.

    Torch has no class for it: the loop switches by hand, and so does the script.
    """

    chainable: ClassVar[bool] = False
    rule: ClassVar[str] = (
        "One scheduler acts at a time. When the counter reaches a milestone, the loop builds the next one "
        "on the rate that stands there, as its initial rate."
    )

    kind: Literal["HandSwitched"] = "HandSwitched"
    schedulers: Children = setting(
        help="The schedulers, first to last; each goes on from the rate that it finds.",
        suggest=(WARM_UP, FALL),
        example=LISTED,
    )
    milestones: Boundaries = setting(
        help="Finished epochs after which the next scheduler takes over.", suggest=(3,), example="[3]", unit="epochs"
    )

    def _inside(self, start: int, move: Move) -> Move:
        return move._replace(initial=None) if start else move


def _told(member: SchedulerSettings, link: Link, changed: bool) -> str:
    """Say what a member of a chain did; `changed`: to a rate that another one had changed in the same step."""
    return f"{member.kind} {'overwrites it with' if changed and member.overwrites else 'makes it'} {link.after:.6g}"


def _not_in_sequence(child: SchedulerSettings) -> str:
    """Return why torch's SequentialLR cannot hold this child; empty if it can."""
    inside = {member.kind for _, member in child.family()}
    if inside & {"ReduceLROnPlateau", "HandSwitched"}:
        kind = next(iter(inside & {"ReduceLROnPlateau", "HandSwitched"}))
        return f"SequentialLR cannot step a {kind}; {BY_HAND}"
    if inside & {"OneCycleLR", "CyclicLR"}:
        kind = next(iter(inside & {"OneCycleLR", "CyclicLR"}))
        return f"a {kind} in a SequentialLR overwrites the initial rate of all the others; {BY_HAND}"
    return ""
