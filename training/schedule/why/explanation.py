"""An explanation of a change: plain data, whole sentences."""

from __future__ import annotations

from dataclasses import dataclass

from training.experiment.edits import Edit
from training.experiment.experiment import Experiment
from training.schedule.acting import unread
from training.schedule.explain import explain_batch, explain_change, explain_edit
from training.schedule.futures import Futures
from training.schedule.links import Linked
from training.schedule.moves import Rates
from training.schedule.why.reading import Value
from training.schedule.why.source import Source


@dataclass(frozen=True)
class Part:
    """What one scheduler did to the rate."""

    scheduler: str  # its class
    rule: str  # what it does, in words and as a formula
    method: str  # the method that really ran, with its class; empty where the training loop did it
    last_epoch: int | None  # its counter after the step; None where torch's class has none
    # what stands behind the names in the statement and in those that led to it, the nearest first
    numbers: tuple[tuple[str, Value], ...]
    formula: str  # the statement's expression with the numbers put in; empty where it computes nothing
    source: Source | None  # torch's statement; None where the training loop did it
    lr: float  # the group's rate before
    lr_after: float  # the group's rate afterwards
    batch: int | None = None  # after which batch of the epoch, counted from 1; None after the epoch


@dataclass(frozen=True)
class ManualChange:
    """What an edit changed before an epoch."""

    edit: Edit  # the change
    rates: tuple[Rates, ...]  # what the epoch before left and what this one begins with, of each parameter group
    parts: tuple[Part, ...]  # what a new scheduler made of the rate when it was built
    # the schedule with the change and without it; None where torch cannot run one of them to its end
    futures: Futures | None
    next: int | None  # the epoch of the next change by hand; None where there is none

    @property
    def sentence(self) -> str:
        """Return the change without its epoch: `rate set by hand: lr 0.1 → 0.01`."""
        return explain_edit(self.edit, self.rates[0], self.rates[1] if len(self.rates) > 1 else None)

    def outcome(self, first: int = 1) -> str:
        """Say what the scheduler makes of the change: keep it, or erase it; `first` as in `Explanation.sentence`."""
        if self.futures is None:
            return ""
        again = f" This leaves out the next change by hand, before epoch {self.next - 1 + first}." if self.next else ""
        return self.futures.sentence(first) + again


@dataclass(frozen=True)
class Explanation:
    """Why the rate changed after an epoch, or after one of its batches."""

    experiment: Experiment  # what is run
    epoch: int  # counted from 1
    batch: int | None  # counted from 1 in its epoch; None for the whole epoch
    rates: tuple[Rates, ...]  # the rate used and the rate afterwards, of each parameter group
    group: int  # the parameter group that the parts are about: the first one whose rate changed
    parts: tuple[Part, ...]  # what each scheduler did, the outermost first; of a composition only what led to the rate
    torch: str  # the version that ran
    before: ManualChange | None = None  # what an edit changed before this epoch
    after: ManualChange | None = None  # what an edit changed after it
    links: tuple[Linked, ...] = ()  # what each member of a ChainedScheduler did to the rates

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

    @property
    def note(self) -> str:
        """Say what the optimizer makes of the rate afterwards, where that is not what a reader expects; else empty."""
        return self.experiment.phase(min(self.epoch + 1, self.experiment.epochs)).optimizer.rate_note

    def sentence(self, first: int = 1) -> str:
        """Return the change in one sentence; `first` is the number of the first epoch, 1 or 0."""
        if self.batch is not None:
            return explain_batch(self.experiment, self.epoch, self.batch, self.rates[0], first)
        change = explain_change(self.experiment, self.epoch, *self.rates[0], self.head, first, links=self.links)
        if self.after is None:
            return change
        unchanged = all(lr == lr_after for lr, lr_after in self.rates)
        if not unchanged:
            return change
        return f"Before epoch {self.epoch + first}, {self.after.sentence}{unread(self.experiment, self.epoch + 1)}"
