"""Schedulers all at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator

from training.experiment.schedulers.base import Link, Maker, Move, SchedulerSettings, Share
from training.experiment.schedulers.compositions import SLOW_DECAY, WARM_UP, Children, Composition
from training.experiment.settings import setting


class ChainedScheduler(Composition):
    """All schedulers at once: each multiplies the rate that the one before it left."""

    at_once: ClassVar[bool] = True
    begins_late: ClassVar[bool] = False
    rule: ClassVar[str] = "Every scheduler takes its step, in order, on the rate that the one before it left."

    kind: Literal["ChainedScheduler"] = "ChainedScheduler"
    schedulers: Children = setting(
        help="The schedulers that are stepped together, in this order.", suggest=(WARM_UP, SLOW_DECAY)
    )

    @model_validator(mode="after")
    def _torch_can_run_it(self) -> Self:
        for child in self.schedulers:
            if not child.composable:
                raise ValueError(f"ChainedScheduler cannot step a {child.kind}; take it out")
        return self

    def make(self, maker: Maker) -> Any:
        """Have torch's class called on its members, which know the optimizer."""
        return maker.call(self, [child.make(maker) for child in self.schedulers])

    def shares(self, end: int) -> Iterator[Share]:
        """Yield what each scheduler has of the steps up to `end`: all of them."""
        for child in self.schedulers:
            yield Share(0, end, end, child)

    def cause(self, done: int, move: Move) -> str:
        members = list(self.members())
        if len(members) == 1:
            return members[0].cause(done, move)
        acting = [index for index, link in enumerate(move.links) if link.before != link.after]
        if len(acting) != 1:
            steps = (_link_text(members[index], move.links[index], index > acting[0]) for index in acting)
            return ", then ".join(steps) or " and ".join(child.kind for child in members)
        child, link = members[acting[0]], move.links[acting[0]]
        return f"{child.kind}: {child.cause(done, Move(link.before, link.after, move.initial))}"

    def members(self) -> Iterator[SchedulerSettings]:
        """Yield what is stepped, in order: a chain in a chain is its members."""
        for child in self.schedulers:
            yield from child.members() if isinstance(child, ChainedScheduler) else (child,)


def _link_text(member: SchedulerSettings, link: Link, changed: bool) -> str:
    """Say what a member of a chain did; `changed`: to a rate that another one had changed in the same step."""
    return f"{member.kind} {'overwrites it with' if changed and member.overwrites else 'makes it'} {link.after:.6g}"
