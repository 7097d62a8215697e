"""What is said of a plan, of a run in all, and of the two futures of a change: checked against the rates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from gui.controllers.words import scheduler_words
from gui.panels.schedule.budget_section import spent_words
from gui.plots.words import describe
from tests.claims.facts import Facts
from tests.claims.grammar import N, faults, plural, rule, same, whole
from tests.claims.rate_use import NOTES
from training.runs.observations import summarize
from training.schedule.budget import budget_of
from training.schedule.preview import Schedule

Rates = NDArray[np.float64]


def plan_faults(facts: Facts) -> Iterator[str]:
    """Yield what is wrong with the words about the plan and the whole run."""
    yield from faults(scheduler_words(facts.schedule), facts, PLAN)
    yield from faults(summarize(facts.trace), facts, SUMMARY)
    for told in (describe(facts.trace, None, facts.first), describe(None, facts.schedule, facts.first)):
        for sentence in re.split(r"(?<=\.) (?=[A-Z\d])", told):
            yield from faults(sentence, facts, DESCRIPTION)


def _course(facts: Facts, start: str, end: str, low: str | None, high: str | None, changes: str, noun: str) -> bool:
    used = facts.schedule.rates[0, :-1]
    ends = (used[0], used[-1])
    for told, rate in ((low, used.min()), (high, used.max())):
        if not (same(told, rate) if told else facts.schedule.per_epoch == 1 or rate in ends):
            return False
    counted = whole(changes) == int((np.diff(used) != 0).sum()) and plural(changes, noun)
    return same(start, used[0]) and same(end, used[-1]) and counted


def _constant(facts: Facts, rate: str) -> bool:
    return all(same(rate, used) for used in set(facts.schedule.rates[0, :-1].tolist()))


PLAN = [
    rule(rf"lr {N} → {N}(?:, lowest {N})?(?:, highest {N})?, (\d+) (changes?) while training", _course),
    rule(rf"lr {N} in every epoch", _constant),
]


def _summary(facts: Facts, done: str, planned: str, noun: str, *figures: str | None) -> bool:
    last, counts = facts.trace[len(facts.trace) - 1], (len(facts.trace), facts.experiment.epochs)
    values = (last.loss, last.accuracy, last.val_loss, last.val_accuracy)
    told = (told == (None if value is None else f"{value:.4f}") for told, value in zip(figures, values, strict=True))
    return (int(done), int(planned)) == counts and plural(planned, noun) and all(told)


SUMMARY = [
    rule(
        rf"(\d+) of (\d+) (epochs?) in [\d.]+ s: loss {N}, accuracy {N}(?:; validation loss {N}, accuracy {N})?",
        _summary,
    )
]


def _count(facts: Facts, count: str, verb: str) -> bool:
    return int(count) == len(facts.trace) and (verb == "epoch is") == (count == "1")


def _listed(column: Callable[[Facts], Rates]) -> Callable[..., bool]:
    """Return a check of a list of rates with their epochs: each is used there, and all are told."""

    def check(facts: Facts, told: str) -> bool:
        used, seen = column(facts), 0
        for rate, first, last in re.findall(rf"{N} in epochs? (\d+)(?: to (\d+))?", told):
            start, stop = facts.epoch(first), facts.epoch(last or first)
            if start != seen + 1 or not all(same(rate, value) for value in used[start - 1 : stop].flat):
                return False
            seen = stop
        return seen == len(used)

    return check


def _extremes(column: Callable[[Facts], Rates]) -> Callable[..., bool]:
    def check(facts: Facts, *told: str) -> bool:
        used = column(facts)
        pairs = [(rate, facts.epoch(epoch)) for rate, epoch in zip(told[::2], told[1::2], strict=True)]
        stands = all(any(same(rate, value) for value in used[epoch - 1]) for rate, epoch in pairs)
        (begin, first), (end, last), (high, _), (low, _) = pairs
        ends = same(begin, used[0, 0]) and same(end, used[-1, -1]) and (first, last) == (1, len(used))
        return stands and ends and same(high, used.max()) and same(low, used.min())

    return check


def _figure(facts: Facts, name: str, verb: str, *told: str) -> bool:
    values = _values(facts, name)
    start, end, word, extreme, epoch = told
    finite = values[np.isfinite(values)]
    best = finite.min() if word == "lowest" else finite.max()
    way = "fell" if values[-1] < values[0] else "rose" if values[-1] > values[0] else "went"
    right = word == ("lowest" if "loss" in name else "highest") and same(extreme, best)
    at = values[facts.epoch(epoch) - 1] == best
    return verb == way and same(start, values[0]) and same(end, values[-1]) and right and bool(at)


def _values(facts: Facts, name: str) -> Rates:
    columns = {"Training loss": "loss", "Training accuracy": "accuracy"}
    columns |= {"Validation loss": "val_loss", "Validation accuracy": "val_accuracy"}
    return facts.trace.column(columns[name])


def _gaps(facts: Facts, name: str, gaps: str, epochs: str, first: str) -> bool:
    missing = np.flatnonzero(~np.isfinite(_values(facts, name)))
    counted = int(gaps) == len(missing) and int(epochs) == len(facts.trace)
    return counted and facts.epoch(first) == missing[0] + 1


def _used(facts: Facts) -> Rates:
    """Return the rates of all steps, (epochs, steps)."""
    trace = facts.trace
    return (trace.batch_lrs if len(trace.batch_lrs) else trace.column("lr")).reshape(len(trace), -1)


def _planned(facts: Facts) -> Rates:
    schedule: Schedule = facts.schedule
    return schedule.rates[0, :-1].reshape(-1, schedule.per_epoch)


FIGURE = r"((?:Training|Validation) (?:loss|accuracy))"
LIST = rf"((?:{N} in (?:epoch \d+|epochs \d+ to \d+)(?:, then )?)+)\."
BATCH = "(?:the (?:first|last) batch of )?"
MANY = (
    rf"{N} in {BATCH}epoch (\d+) and {N} in {BATCH}epoch (\d+), highest {N} in epoch (\d+), lowest {N} in epoch (\d+)\."
)


def _noted(facts: Facts, note: str) -> bool:
    """Whether one of the run's optimizers uses the rate so."""
    edited = [edit.optimizer for edit in facts.experiment.edits if edit.optimizer is not None]
    return note in {NOTES.get(optimizer.kind) for optimizer in (facts.experiment.optimizer, *edited)}


DESCRIPTION = [
    rule(r"(\d+) (epoch is|epochs are) trained\.", _count),
    rule(rf"Learning rate: {LIST}", lambda facts, told, _: _listed(_used)(facts, told)),
    rule(rf"Learning rate: {MANY}", _extremes(_used)),
    rule(rf"({'|'.join(map(re.escape, NOTES.values()))})", _noted),
    rule(rf"Planned learning rate: {LIST}", lambda facts, told, _: _listed(_planned)(facts, told)),
    rule(rf"Planned learning rate: {MANY}", _extremes(_planned)),
    rule(rf"{FIGURE} (fell|rose|went) from {N} to {N}, (lowest|highest) {N} in epoch (\d+)\.", _figure),
    rule(rf"{FIGURE}: {N}\.", lambda facts, name, told: same(told, _values(facts, name)[0])),
    rule(rf"{FIGURE} is not a finite number in (\d+) of (\d+) epochs, first in epoch (\d+)\.", _gaps),
]


def _area(facts: Facts, area: str, epochs: str, noun: str, mean: str, half: str | None) -> bool:
    spent = facts.schedule.rates[0, :-1].reshape(-1, facts.schedule.per_epoch).mean(axis=1)
    course, place = np.cumsum(spent), facts.epoch(half) if half else 0
    halved = course[place - 1] >= course[-1] / 2 > (course[place - 2] if place > 1 else -1) if half else True
    counted = whole(epochs) == len(spent) and plural(epochs, noun)
    return counted and same(area, spent.sum(), ".4g") and same(mean, spent.mean(), ".3g") and bool(halved)


SPENT = [
    rule(
        rf"Area under the rate {N}: ([\d,]+) (epochs?) at {N} on average\.(?: Half of it is spent by the end of epoch "
        rf"([\d,]+)\.)?",
        _area,
    )
]


def budget_faults(facts: Facts) -> Iterator[str]:
    """Yield what is wrong with the words about the area, and with the shares, which make up the whole."""
    budget = budget_of(facts.schedule)
    yield from faults(spent_words(budget, len(facts.schedule.lr), facts.first), facts, SPENT)
    used = facts.schedule.rates[0, :-1]
    if abs(sum(share.share for share in budget.shares) - 1) > 1e-9:
        yield f"false: shares {budget.shares}"
    for low, high, share in budget.shares:
        inside = np.mean((used >= low - 1e-9 * abs(low)) & (used <= high + 1e-9 * abs(high)))
        if share > inside + 1e-9:
            yield f"false: {share} of the steps from {low} to {high}, of {inside}"
