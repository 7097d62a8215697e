"""Schedulers switched by hand: what a loop does that builds the next scheduler when its time has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch.optim import Optimizer

from training.experiment.schedulers import SchedulerSettings
from training.experiment.ticks import Ticks

Figures = Mapping[str, float | None]  # of the finished epoch, by name: loss, accuracy, val_loss, val_accuracy
Build = Callable[[SchedulerSettings, Optimizer, Ticks], Any]
Stepper = Callable[[SchedulerSettings, Any], Callable[[Figures], None]]


class HandSwitchedScheduler:
    """Steps one torch scheduler after another, each built on the rate that the one before it left."""

    def __init__(
        self, settings: SchedulerSettings, optimizer: Optimizer, ticks: Ticks, build: Build, stepper: Stepper
    ) -> None:
        """Build the first scheduler; `build` and `stepper` build and step each of them."""
        self._build, self._stepper = build, stepper
        self.optimizer, self.last_epoch = optimizer, 0
        self._per_epoch = ticks.per_epoch
        self._shares = list(settings.shares(ticks.total))
        self._begin(0)

    def step(self, figures: Figures) -> None:
        """Step the present scheduler; once that reaches its milestone, build the next one on the rate it left."""
        self.last_epoch += 1
        self._advance(figures)
        if self._index + 1 < len(self._shares) and self._shares[self._index + 1].start == self.last_epoch:
            self._begin(self._index + 1)

    def state_dict(self) -> dict[str, Any]:
        """Return which scheduler's turn it is, and its state; the optimizer's belongs to it."""
        inner = None if self.scheduler is None else self.scheduler.state_dict()
        return {"last_epoch": self.last_epoch, "index": self._index, "scheduler": inner}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from there; the optimizer, whose state is loaded before, keeps its rates."""
        kept = [dict(group) for group in self.optimizer.param_groups]
        self._begin(state["index"])
        for group, values in zip(self.optimizer.param_groups, kept, strict=True):
            group.update(values)  # the new scheduler has taken its first step on them
        self.last_epoch = state["last_epoch"]
        if self.scheduler is not None:
            self.scheduler.load_state_dict(state["scheduler"])

    def _begin(self, index: int) -> None:
        share = self._shares[index]
        for group in self.optimizer.param_groups:
            group.pop("initial_lr", None)  # or the next scheduler would start from there
        self._index = index
        self.settings = share.member
        self.scheduler = self._build(share.member, self.optimizer, Ticks(share.built_for, self._per_epoch))
        self._advance = self._stepper(share.member, self.scheduler)
