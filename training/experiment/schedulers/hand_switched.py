"""Schedulers one after another, as a loop switches them by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from training.experiment.schedulers.base import Move, SchedulerSettings, Share
from training.experiment.schedulers.compositions import FALL, LISTED, WARM_UP, Boundaries, Children, Relay
from training.experiment.settings import setting


class HandSwitched(Relay):
    """One scheduler after another, each built anew at its milestone on the rate that stands there.

    Torch has no class for it: the loop switches by hand, and so does the script.
    """

    switched: ClassVar[bool] = True
    composable: ClassVar[bool] = False
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

    def shares(self, end: int) -> Iterator[Share]:
        """Yield what each scheduler has of the steps up to `end`; the step that reaches a milestone is its own, too."""
        last = len(self.schedulers) - 1
        for index, share in enumerate(super().shares(end)):
            yield share._replace(built_for=max(1, share.stop - share.start + (index < last)))

    def built_first(self) -> Iterator[SchedulerSettings]:
        """Yield what sets the first step's rate: only the first scheduler is built by then."""
        yield from self.schedulers[0].built_first()

    def bound_to_run(self, path: str, steps: int) -> Iterator[tuple[str, str]]:
        """Yield what was built for the run's length: nothing before the last one's turn, whose end is the run's."""
        *_, last = self.shares(steps)
        if steps >= last.start:
            index = len(self.schedulers) - 1
            yield from last.member.bound_to_run(f"{path}.schedulers[{index}]", steps - last.start)

    def _inside(self, start: int, move: Move) -> Move:
        return move._replace(initial=None) if start else move
