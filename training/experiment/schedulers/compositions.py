"""What schedulers that are made of schedulers share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator

from training.experiment.schedulers.base import INITIAL, Failure, Move, SchedulerSettings, Share, counted
from training.experiment.settings import WHOLE_LIMIT, AsTuple

if TYPE_CHECKING:
    Child = SchedulerSettings

Boundary = Annotated[int, Field(ge=1, le=WHOLE_LIMIT)]
Children = Annotated[tuple["Child", ...], AsTuple, Field(min_length=1, max_length=20)]
Boundaries = Annotated[tuple[Boundary, ...], AsTuple]

# what a form starts with: a warm-up, then a slow fall
WARM_UP = {"kind": "LinearLR", "start_factor": 0.1, "end_factor": 1.0, "total_iters": 3}
SLOW_DECAY = {"kind": "ExponentialLR", "gamma": 0.9}
FALL = {"kind": "CosineAnnealingLR", "T_max": 7, "eta_min": 0.0}
LISTED = '[{kind = "LinearLR"}, {kind = "CosineAnnealingLR"}]'


class Composition(SchedulerSettings):
    """Holds schedulers in `schedulers`."""

    schedulers: Children

    @property
    def inside(self) -> tuple[SchedulerSettings, ...]:
        return self.schedulers

    def as_built(self, made: int = 0) -> SchedulerSettings:
        return self.model_copy(update={"schedulers": tuple(child.as_built(made) for child in self.schedulers)})

    def built_first(self) -> Iterator[SchedulerSettings]:
        for child in self.schedulers:
            yield from child.built_first()

    def bound_to_run(self, path: str, steps: int) -> Iterator[tuple[str, str]]:
        for index, child in enumerate(self.schedulers):
            yield from child.bound_to_run(f"{path}.schedulers[{index}]", steps)

    def failures(self, steps: int, path: str) -> Iterator[Failure]:
        for index, share in enumerate(self.shares(WHOLE_LIMIT)):
            if share.start <= steps:
                yield from share.member.failures(min(share.stop, steps) - share.start, f"{path}.schedulers[{index}]")


class Relay(Composition):
    """Schedulers one after another; the next one takes over once a milestone's steps are done."""

    milestones: Boundaries
    _made: int = PrivateAttr(0)  # steps that are made before the run's first

    @classmethod
    def suggested_beside(cls, values: Mapping[str, Any]) -> dict[str, Any]:
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

    def shares(self, end: int) -> Iterator[Share]:
        """Yield what each scheduler has of the steps up to `end`; torch builds all of them for as many."""
        starts = self.starts()
        bounds = (0, *starts, max((end, *starts)))
        for (start, stop), child in zip(pairwise(bounds), self.schedulers, strict=True):
            yield Share(start, stop, end, child)

    def cause(self, done: int, move: Move) -> str:
        starts = self.starts()
        index = bisect_right(starts, done)
        start = starts[index - 1] if index else 0
        child = self.schedulers[index]
        if index and start == done:
            return f"milestone {self.milestones[index - 1]} reached, {child.kind} {self.begins(child, move)}"
        begun = f", begun after {counted(start, 'epoch')}" if start else ""
        return f"{child.kind}{begun}: {child.cause(done - start, self._inside(start, move))}"

    def starts(self) -> list[int]:
        return [max(0, milestone - self._made) for milestone in self.milestones]

    def erasing(self, others: str, counted: Callable[[int], str]) -> tuple[str, str]:
        return f"{self.kind} computes the rate anew at its milestones: what {others} did until then is lost", INITIAL

    def begins(self, child: SchedulerSettings, move: Move) -> str:
        return "takes over"

    def _inside(self, start: int, move: Move) -> Move:
        """Return the move as the child sees it that began after `start` steps."""
        return move
