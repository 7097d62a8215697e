"""Schedulers switched by hand: what a loop does that builds the next scheduler when its time has come."""

from __future__ import annotations

from torch.optim import Optimizer

from training.experiment.schedulers import HandSwitched
from training.schedule import build
from training.schedule.ticks import Ticks


class HandSwitchedScheduler:
    """Steps one torch scheduler after another, each built on the rate that the one before it left."""

    def __init__(self, settings: HandSwitched, optimizer: Optimizer, ticks: Ticks) -> None:
        """Build the first scheduler."""
        self.optimizer, self.last_epoch = optimizer, 0
        self._per_epoch = ticks.per_epoch
        self._segments = list(settings.segments(ticks.total))
        self._begin(0)

    def step(self, figures: build.Figures) -> None:
        """Step the present scheduler; once that reaches its milestone, build the next one on the rate it left."""
        self.last_epoch += 1
        self._advance(figures)
        if self._index + 1 < len(self._segments) and self._segments[self._index + 1][0] == self.last_epoch:
            self._begin(self._index + 1)

    def _begin(self, index: int) -> None:
        start, stop, child = self._segments[index]
        for group in self.optimizer.param_groups:
            group["initial_lr"] = group["lr"]
        self._index = index
        # the step that reaches the milestone is this scheduler's, too
        length = stop - start + (index + 1 < len(self._segments))
        ticks = Ticks(max(1, length), self._per_epoch)
        self.scheduler = build.build_scheduler(child, self.optimizer, ticks)
        self._advance = build.stepper(child, self.scheduler)
