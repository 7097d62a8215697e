"""What is said of a change of the rate: by a scheduler's step, over an epoch of batches, or by a hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from tests.claims.causes import Step, cause_faults
from tests.claims.facts import Facts
from tests.claims.grammar import N, near, rule, same
from tests.claims.rate_use import ACTS, optimizer_of, taken
from training.experiment.calls import call_of

RATES = rf"(lr (?:{N} → {N}(?: \(×{N}\))?|stays {N})(?:, head lr (?:{N} → {N}(?: \(×{N}\))?|stays {N}))?)"
Pair = tuple[float, float]


@dataclass(frozen=True)
class Changed:
    """An epoch, counted from 1, whose change a sentence tells; `ended`: whether the run is known to have ended then."""

    facts: Facts
    epoch: int

    @property
    def groups(self) -> list[Pair]:
        """Return each group's rate used and left."""
        return [self.facts.rates(self.epoch, group) for group in range(1 + self.facts.experiment.grouped)]


def rates_true(told: tuple[str | None, ...], groups: Sequence[Pair], by_factor: bool) -> bool:
    """Check the numbers of RATES, eight groups, against the rates; the head's may only be left out where alike."""
    body, head = told[:4], told[4:]
    if all(part is None for part in head):
        head_right = len(groups) == 1 or groups[0] == groups[1]
    else:
        head_right = len(groups) > 1 and _pair_true(head, groups[1], by_factor)
    return _pair_true(body, groups[0], by_factor) and head_right


def _pair_true(told: Sequence[str | None], pair: Pair, by_factor: bool) -> bool:
    before, after, factor, stays = told
    if stays is not None:
        return pair[0] == pair[1] and same(stays, pair[0])
    if before is None or after is None or pair[0] == pair[1]:
        return False
    divisible = by_factor and bool(pair[0])
    right = factor is not None and (not isfinite(float(factor)) or near(factor, pair[1] / pair[0]))
    return same(before, pair[0]) and same(after, pair[1]) and (right if divisible else factor is None)


def acts_true(changed: Changed, told: str) -> bool:
    """Check from when a change acts, against the epochs that really came."""
    facts, trace = changed.facts, changed.facts.trace
    follows = changed.epoch < len(trace)
    if told == "no epoch left to use it":
        return not follows and not facts.error
    if told == "then comes a change by hand":
        return facts.experiment.edit(changed.epoch + 1) is not None
    named = taken(facts, changed.epoch + 1, told)
    if not follows:
        return named and bool(facts.error)
    after, used = changed.groups[0][1], trace[changed.epoch].lr
    return named and used == after


def _by_step(changed: Changed, kind: str, cause: str, start: str | None, _: str, *told: str | None) -> bool:
    *rates, acts = told
    facts, phase = changed.facts, changed.facts.experiment.phase(changed.epoch)
    moving = [place for place, pair in enumerate(changed.groups) if pair[0] != pair[1]]
    initial = facts.initial[changed.epoch - 1]
    step = Step(
        facts,
        phase.scheduler.as_built(),
        changed.epoch,
        changed.epoch - phase.first + 1,
        tuple(changed.groups[place] for place in moving),
        tuple(initial[place] for place in moving),
    )
    begun = phase.first == 1 if start is None else phase.first > 1 and facts.epoch(start) == phase.first
    return (
        kind == phase.scheduler.kind
        and begun
        and rates_true(tuple(rates), changed.groups, by_factor=True)
        and acts_true(changed, acts or "")
        and not cause_faults(step, cause)
    )


def _by_batches(changed: Changed, kind: str, _: str, *told: str | None) -> bool:
    *rates, acts = told
    right = rates_true(tuple(rates), changed.groups, by_factor=False) and acts_true(changed, acts or "")
    return kind == changed.facts.experiment.phase(changed.epoch).scheduler.kind and right


def _stays(changed: Changed, kind: str, rate: str, epoch: str) -> bool:
    named = kind == changed.facts.experiment.phase(changed.epoch).scheduler.kind
    alike = all(before == after for before, after in changed.groups)
    return named and alike and same(rate, changed.groups[0][0]) and changed.facts.epoch(epoch) == changed.epoch


CHANGE_RULES = [
    rule(rf"(\w+): stepped after each batch, {RATES} over this epoch, {ACTS}", _by_batches),
    rule(rf"(\w+): (?!stepped after)(.+?)(?: \(counted from epoch (\d+)\))?, {RATES}, {ACTS}", _by_step),
    rule(rf"(\w+): lr stays {N} after epoch (\d+)", _stays),
]


def _unread(changed: Changed, what: str, *told: str | None) -> bool:
    optimizer, begun = optimizer_of(changed.facts, changed.epoch)
    return optimizer.kind == "Rprop" and begun < changed.epoch and _by_hand(changed, what, *told)


def _by_hand(changed: Changed, what: str, *told: str | None) -> bool:
    """Check a change before the epoch: the numbers lead from what the epoch before left to what this one begins at."""
    facts, edit = changed.facts, changed.facts.experiment.edit(changed.epoch)
    groups = range(1 + facts.experiment.grouped)
    pairs = [(facts.rates(changed.epoch - 1, g)[1], facts.rates(changed.epoch, g)[0]) for g in groups]
    if edit is None:
        return False
    stages = {"optimizer": edit.optimizer, "scheduler": edit.scheduler}
    calls = {name: call_of(stage) for name, stage in stages.items() if stage is not None}
    names = [*(["rate"] if edit.lr is not None else []), *calls]
    whole = f"{' and '.join(names)} changed by hand: {' and '.join(calls.values())}" if calls else "rate set by hand:"
    return what.rstrip(",") == whole and rates_true(told[1:], pairs, by_factor=False)


HAND_RULES = [
    rule(rf"(rate set by hand:) {RATES}", _by_hand),
    rule(rf"(.+ changed by hand: .+,) {RATES}", _by_hand),
    rule(rf"(rate set by hand:) {RATES}, not read by Rprop", _unread),
    rule(rf"(.+ changed by hand: .+,) {RATES}, not read by Rprop", _unread),
]
