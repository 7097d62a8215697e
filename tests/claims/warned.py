"""A caution in its place: the settings that it names, and the rates of their turn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.claims.facts import Facts
from tests.claims.grammar import whole
from training.schedule.pitfalls.caution import Caution
from training.schedule.pitfalls.span import Span

Rates = NDArray[np.float64]


@dataclass(frozen=True)
class Warned:
    """A caution about one turn of a scheduler; the turn only says which steps it has, the rates are the plan's."""

    facts: Facts
    caution: Caution
    span: Span

    @property
    def settings(self) -> Any:
        """Return the scheduler's settings."""
        return self.span.settings

    @cached_property
    def rates(self) -> Rates:
        """Return the rates that the turn trains at."""
        return self.facts.schedule.rates[0, self.span.start : self.span.stop]

    @property
    def per_epoch(self) -> int:
        """Return the steps of an epoch."""
        return self.facts.schedule.per_epoch

    def steps(self, told: str, noun: str) -> int:
        """Return counted steps; -1 where the noun is wrong."""
        unit = "batch" if self.facts.experiment.steps_after_batch else "epoch"
        plural = {"batch": "batches", "epoch": "epochs"}[unit]
        return whole(told) if noun == (unit if whole(told) == 1 else plural) else -1

    def limited(self, whose: str, told: str, noun: str) -> bool:
        """Whether a turn is said to be as long as it is: `the run has 10 epochs`."""
        run = len(self.facts.schedule.lr) * self.per_epoch
        return self.steps(told, noun) == self.span.length and (whose == "its turn" or self.span.length == run)

    def at(self, epoch: str, batch: str | None = None) -> int:
        """Return the step, from 0, that `epoch 6` or `batch 126 (epoch 6)` names; -1 where they disagree."""
        if batch is None:
            return (int(epoch) - 1) * self.per_epoch if self.per_epoch == 1 else -1
        step = int(batch) - 1
        return step if step // self.per_epoch + 1 == int(epoch) else -1

    def at_start(self, epoch: str) -> int:
        """Return the step, from 0, that an epoch begins with."""
        return (int(epoch) - 1) * self.per_epoch
