"""An explanation of a change: plain data, whole sentences."""

from __future__ import annotations

from dataclasses import dataclass

from training.experiment.experiment import Experiment
from training.schedule.explain import Rates, explain_batch, explain_change
from training.schedule.why.reading import Value
from training.schedule.why.source import Source


@dataclass(frozen=True)
class Part:
    """What one scheduler did to the rate.

    Attributes:
        scheduler: its class.
        rule: what it does, in words and as a formula.
        method: the method that really ran, with its class; empty where the training loop did it.
        last_epoch: its counter after the step; None where torch's class has none.
        numbers: what stands behind the names in the statement and in those that led to it, the nearest first.
        formula: the statement's expression with the numbers put in; empty where it computes nothing.
        source: torch's statement; None where the training loop did it.
        lr: the group's rate before.
        lr_after: the group's rate afterwards.
        batch: after which batch of the epoch, counted from 1; None after the epoch.
    """

    scheduler: str
    rule: str
    method: str
    last_epoch: int | None
    numbers: tuple[tuple[str, Value], ...]
    formula: str
    source: Source | None
    lr: float
    lr_after: float
    batch: int | None = None


@dataclass(frozen=True)
class Explanation:
    """Why the rate changed after an epoch, or after one of its batches.

    Attributes:
        experiment: what is run.
        epoch: counted from 1.
        batch: counted from 1 in its epoch; None for the whole epoch.
        rates: the rate used and the rate afterwards, of each parameter group.
        group: the parameter group that the parts are about: the first one whose rate changed.
        parts: what each scheduler did, the outermost first; of a composition only what led to the rate.
        torch: the version that ran.
    """

    experiment: Experiment
    epoch: int
    batch: int | None
    rates: tuple[Rates, ...]
    group: int
    parts: tuple[Part, ...]
    torch: str

    @property
    def scheduler(self) -> str:
        """Return the kind of the experiment's scheduler."""
        return self.experiment.scheduler.kind

    @property
    def lr(self) -> float:
        """Return the rate that was used."""
        return self.rates[0][0]

    @property
    def lr_after(self) -> float:
        """Return the rate that stands afterwards."""
        return self.rates[0][1]

    @property
    def head(self) -> Rates | None:
        """Return the head's two rates where it is a group of its own."""
        return self.rates[1] if len(self.rates) > 1 else None

    def sentence(self, first: int = 1) -> str:
        """Return the change in one sentence; `first` is the number of the first epoch, 1 or 0."""
        if self.batch is not None:
            return explain_batch(self.experiment, self.epoch, self.batch, self.rates[0], first)
        return explain_change(self.experiment, self.epoch, *self.rates[0], self.head, first)
