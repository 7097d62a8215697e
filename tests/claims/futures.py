"""What is said of a change by hand before it is made, checked against both futures."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import numpy as np

from tests.claims.experiments import edit_of
from tests.claims.facts import Facts
from tests.claims.grammar import N, faults, near, rule, same
from tests.claims.rate_use import NOTES
from training.experiment.edits import Edit
from training.experiment.problems import ExperimentError
from training.schedule.futures import Futures, futures


@dataclass(frozen=True)
class Before:
    """Both futures, and the run that they are of."""

    facts: Facts
    seen: Futures

    def rate(self, epoch: int, edited: bool = True) -> float:
        """Return the rate of an epoch, counted from 1."""
        return float((self.seen.edited if edited else self.seen.own).lr[epoch - 1])

    @property
    def apart(self) -> list[int]:
        """Return the epochs that train at other rates with the change."""
        own, edited = self.seen.own, self.seen.edited
        differs = ~np.isclose(own.rates[:, :-1], edited.rates[:, :-1], rtol=1e-9, atol=0).all(0)
        return (np.flatnonzero(differs.reshape(-1, own.per_epoch).any(1)) + 1).tolist()


def future_faults(facts: Facts, random: Random) -> list[str]:
    """Return what is wrong with the words about a random change."""
    epochs = facts.experiment.epochs
    if epochs < 2:
        return []
    try:
        edit = Edit.model_validate(edit_of(random, random.randrange(2, epochs + 1)))
        seen = futures(facts.experiment.up_to(edit.epoch - 1), edit, facts.rows)
    except (ExperimentError, ValueError):
        return []
    kind = (edit.optimizer or facts.experiment.up_to(edit.epoch - 1).phase(edit.epoch).optimizer).kind
    text, note = seen.sentence(facts.first), NOTES.get(kind, "")
    return faults(text.removesuffix(f" {note}"), Before(facts, seen), RULES) if text.endswith(note) else [text]


def _begins(before: Before, kind: str, at: str | None, stands: str | None, *rates: str) -> bool:
    edit, first = before.seen.edit, before.rate(before.seen.edit.epoch)
    left = edit.lr if edit.lr is not None else float(before.seen.own.lr_after[edit.epoch - 2])
    if at is None or stands is None:
        right = bool(np.isclose(first, left, rtol=1e-6, atol=0))
    else:
        right = same(at, first) and same(stands, left) and first != left
    return right and kind == before.seen.scheduler.kind and _listed(before, *rates)


def _listed(before: Before, *rates: str | None) -> bool:
    last = len(before.seen.edited.lr)
    epochs = sorted({before.seen.edit.epoch, last})
    numbers = [before.facts.epoch(told) for told in rates[:2] if told]
    edited, own = ([told for told in rates[place : place + 2] if told] for place in (2, 4))
    with_change = all(same(told, before.rate(epoch)) for told, epoch in zip(edited, epochs, strict=True))
    without = all(same(told, before.rate(epoch, edited=False)) for told, epoch in zip(own, epochs, strict=True))
    return numbers == epochs and with_change and without


def _memory(before: Before, optimizer: str, kind: str, *rates: str) -> bool:
    edit = before.seen.edit.optimizer
    named = edit is not None and edit.kind == optimizer and kind == before.seen.scheduler.kind
    return named and _listed(before, *rates)


def _gone(before: Before, kind: str, how: str, epoch: str) -> bool:
    anew = how.startswith("computes") and before.facts.epoch(epoch) != before.seen.edit.epoch
    return kind == before.seen.scheduler.kind and before.apart[-1] == before.facts.epoch(epoch) and not anew


def _scaled(before: Before, kind: str, verb: str, factor: str) -> bool:
    start = before.seen.edit.epoch - 1
    own, edited = before.seen.own.lr[start:], before.seen.edited.lr[start:]
    number = float(factor)
    fits = all(near(f"{rate:.17g}", number * other, 1e-5) for rate, other in zip(edited, own, strict=True))
    return kind == before.seen.scheduler.kind and fits


def _instead(before: Before, kind: str, epoch: str, rate: str, other: str) -> bool:
    number = before.facts.epoch(epoch)
    right = same(rate, before.rate(number)) and same(other, before.rate(number, edited=False))
    return right and kind == before.seen.scheduler.kind


def _stays(before: Before, kind: str, _: str, later: str | None) -> bool:
    steps = np.diff(before.seen.edited.lr[before.seen.edit.epoch - 1 :])
    word = None if not steps.any() else "changes" if (steps > 0).any() else "drops"
    return later == word and before.seen.edit.epoch in before.apart and kind == before.seen.scheduler.kind


LISTED = rf"epochs? (\d+)(?: and (\d+))? trains? at {N}(?: and {N})?, without the change at {N}(?: and {N})?\."
ACTS = r"(\w+) (goes on from|multiplies) the rate that it finds"
RULES = [
    rule(r"Nothing changes: the coming epochs train at these rates anyway\.", lambda before: not before.apart),
    rule(r"No scheduler acts on the rate: the change stays\.", lambda before: before.seen.scheduler.kind == "None"),
    rule(rf"(\w+) begins at the rate that stands there()(): {LISTED}",
         lambda b, kind, _, __, *rates: _begins(b, kind, None, None, *rates)),
    rule(rf"(\w+) begins at {N}, not at the rate that stands there, {N}: {LISTED}", _begins),
    rule(rf"(\w+) begins with an empty memory, and (\w+) anew with it: {LISTED}", _memory),
    rule(r"(\w+) (comes back to the rates of its own|computes each rate from where it started, not from the rate "
         r"that it finds): the change is gone after epoch (\d+)\.", _gone),
    rule(rf"{ACTS}: every later rate is {N} times what it would be\.", _scaled),
    rule(rf"(\w+) goes on from the rate that it finds: epoch (\d+) trains at {N} instead of {N}\.", _instead),
    rule(rf"{ACTS}: the change stays(?:, also through its later (changes|drops))?\.", _stays),
]  # fmt: skip
