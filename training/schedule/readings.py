"""What "first this scheduler, then that one" can mean: the readings side by side, each run by torch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import Move, MultiStepLR, SchedulerSettings
from training.schedule.explain import number
from training.schedule.moves import initial_rate
from training.schedule.preview import Schedule, preview

EQUAL = 1e-12  # relative: rates that differ by rounding alone
SPARSE = 3  # steps for each drop, on average, of what is still a staircase
WITHOUT_EDITS = "All these rates are without what is changed by hand."
ALL_ACT = "All act from the start, each on the rate that the one before it left"


@dataclass(frozen=True)
class Reading:
    """One way to read a composition."""

    title: str
    sentence: str  # what it does where the second scheduler takes over, or why it cannot be run
    # the settings; None where torch cannot run them, and then there is no schedule either
    scheduler: SchedulerSettings | None = None
    schedule: Schedule | None = None
    equals_wish: bool = False  # whether its rates are those of a loop that switches by hand


def readings(experiment: Experiment, rows: int | None = None) -> list[Reading]:
    """Return the ways to read the experiment's composition; none if it is no composition of two or more.

    What an edit changes on the way is left out, as it is the same in all of them, and the first one says so.

    rows: of the training data, needed if the scheduler steps after each batch.
    """
    composition = experiment.scheduler
    if len(composition.inside) < 2:
        return []
    first, *others = _Reader(experiment.changed(edits=()), composition, rows).read()
    if experiment.edits:
        first = replace(first, sentence=f"{first.sentence} {WITHOUT_EDITS}")
    return [first, *others]


class _Reader:
    """Runs the schedulers of a composition in every way."""

    def __init__(self, experiment: Experiment, composition: SchedulerSettings, rows: int | None) -> None:
        self.experiment, self.children, self.rows = experiment, composition.inside, rows
        ticks = experiment.ticks(rows)
        self.unit = "epoch" if ticks.per_epoch == 1 else "step"
        self.milestones, self.note = tuple(composition.starts()), ""
        if composition.at_once:
            self.milestones = _starts(self.children, ticks.total)
            self.note = f" ChainedScheduler names no switch; here it comes after {self.unit} {self.milestones[0]}."

    def read(self) -> Iterator[Reading]:
        """Yield the readings, the plain scheduler first."""
        relay = {"schedulers": self._values(), "milestones": self.milestones}
        manual = self._reading("Switched by hand", {"kind": "HandSwitched", **relay}, None)
        wish = manual.schedule
        if wish is not None and (plain := _staircase(wish)):
            at = ", ".join(map(str, plain.milestones))
            rule = f"Milestones {at} and gamma {number(plain.gamma)} give the same rates"
            reading = self._reading("One MultiStepLR", plain.model_dump(), wish, rule)
            if reading.equals_wish:
                yield reading
        yield manual
        yield self._reading("SequentialLR", {"kind": "SequentialLR", **relay}, wish)
        chain = {"kind": "ChainedScheduler", "schedulers": self._values()}
        yield self._reading("ChainedScheduler", chain, wish, ALL_ACT)

    def _values(self) -> list[dict[str, Any]]:
        return [child.model_dump() for child in self.children]

    def _reading(self, title: str, scheduler: dict[str, Any], wish: Schedule | None, rule: str = "") -> Reading:
        try:
            experiment = experiment_from({**self.experiment.model_dump(), "scheduler": scheduler})
            schedule = preview(experiment, self.rows)
        except ExperimentError as error:
            return Reading(title, f"It cannot be run: {error.problems[0].message.rstrip('.')}.")
        equal = _equal(schedule, wish or schedule)
        around = f"{self._around_the_switch(schedule)}."
        sentence = f"{rule}{around}" if rule else f"{self._switch(experiment.scheduler, schedule)}{around}{self.note}"
        return Reading(title, sentence, experiment.scheduler, schedule, equal)

    def _switch(self, scheduler: SchedulerSettings, schedule: Schedule) -> str:
        cause = scheduler.cause(self.milestones[0], self._move(schedule))
        return f"{cause[0].upper()}{cause[1:]}"

    def _move(self, schedule: Schedule) -> Move:
        last = self.milestones[0]
        known = last < schedule.rates.shape[1]
        before, after = (float(schedule.rates[0, step]) for step in (last - 1, last)) if known else (nan, nan)
        return Move(before, after, initial_rate(self.experiment, self.experiment.phases[0], 0))

    def _around_the_switch(self, schedule: Schedule) -> str:
        used, last = schedule.rates[0, :-1], self.milestones[0]
        if last >= len(used):
            return ", but the run ends before"
        before, after = float(used[last - 1]), float(used[last])
        jump = ", a jump up" if after > before else ""
        return f": {self.unit} {last} uses {number(before)}, {self.unit} {last + 1} uses {number(after)}{jump}"


def _equal(schedule: Schedule, wish: Schedule) -> bool:
    used, wanted = schedule.rates[:, :-1], wish.rates[:, :-1]
    return used.shape == wanted.shape and np.allclose(used, wanted, rtol=EQUAL, atol=0)


def _staircase(wish: Schedule) -> MultiStepLR | None:
    """Return the MultiStepLR whose milestones are the schedule's drops; None if these have not one factor."""
    used = wish.rates[0, :-1]
    if not (used > 0).all():
        return None
    factors = np.log(used[1:] / used[:-1])
    drops = np.flatnonzero(np.abs(factors) > EQUAL)
    if not len(drops) or SPARSE * len(drops) > len(used):
        return None
    smallest = factors[drops[np.abs(factors[drops]).argmin()]]
    times: NDArray[np.int64] = (factors[drops] / smallest).round().astype(np.int64)
    if (times < 1).any() or not np.allclose(factors[drops], times * smallest):
        return None
    gamma = float(f"{np.exp(smallest):.12g}")
    return MultiStepLR(milestones=tuple(np.repeat(drops + 1, times).tolist()), gamma=gamma)


def _starts(children: tuple[SchedulerSettings, ...], total: int) -> tuple[int, ...]:
    """Return where each next scheduler would take over: once the one before has done its work, else at even times."""
    starts: list[int] = []
    for index, child in enumerate(children[:-1], 1):
        start = starts[-1] if starts else 0
        end = start + child.length
        latest = max(total, len(children)) - len(children) + index
        even = total * index // len(children)
        starts.append(max(start + 1, end if start < end <= latest else even))
    return tuple(starts)
