"""Questions for one rate of a schedule: the one that an epoch is trained at, or the one that stands after it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from training.practice.asking.material import Material
from training.practice.claims import Claim
from training.practice.outcome import in_runs
from training.practice.question import Option, Question
from training.schedule.explain import number
from training.schedule.preview import Table

TRIED = 12  # epochs that are tried before another question is asked
APART = 1e-3  # relative: rates that a reader can tell from each other
NOTHING = 1e-9  # of the highest rate: what is as good as 0
TINY = 1e-12  # a rate that is as good as 0 anywhere
LISTED = 12  # epochs whose rates the solution lists
BATCH_HINT = "Epochs count from 1. The scheduler steps after each batch; an epoch begins where the one before led."
HINT = "Epochs count from 1. The scheduler steps after an epoch, so what its step changes is used from the next one on."
TEXTS = {
    "lr": "Which rate does epoch {epoch} {begin} at?",
    "lr_after": "Which rate stands in the optimizer right after the scheduler's step at the end of epoch {epoch}?",
}
MIXED_UP = {
    "lr": "That rate stands after the step at the epoch's end; the next epoch begins with it.",
    "lr_after": "That rate was used in the epoch; the step at its end is done by now.",
}
Noted = tuple[float, str]


def rate_used(material: Material) -> Question | None:
    """Ask which rate an epoch trains at; None where no epoch has one clear answer."""
    return _rate(material, "lr", material.schedule.lr, material.schedule.lr_after)


def rate_after(material: Material) -> Question | None:
    """Ask which rate stands after an epoch; None where no epoch has one clear answer."""
    return _rate(material, "lr_after", material.schedule.lr_after, material.schedule.lr)


def _rate(material: Material, field: str, rates: Table, mixed_up: Table) -> Question | None:
    highest = float(np.nanmax(np.abs(material.schedule.rates[0])))
    for epoch in _epochs(material, field):
        wrong = [
            (float(mixed_up[epoch - 1]), MIXED_UP[field]),
            *((float(getattr(other.schedule, field)[epoch - 1]), other.note) for other in material.others),
            *_neighbours(rates, epoch),
            *_slips(float(rates[epoch - 1])),
        ]
        options = [
            Option(text=number(value), claim=Claim.model_validate({field: {epoch: value}}), note=note)
            for value, note in apart(float(rates[epoch - 1]), wrong, highest)
        ]
        if question := options and _question(material, field, epoch, options):
            return question
    return None


def _question(material: Material, field: str, epoch: int, options: list[Option]) -> Question | None:
    return material.question(
        f"{field.replace('_', '-')}-{epoch}",
        TEXTS[field].format(epoch=epoch, begin=material.begins),
        options[0],
        options[1:],
        hint=BATCH_HINT if material.experiment.steps_after_batch else HINT,
        steps=_steps(material, epoch),
        mistake=f"To mix up the rate that an epoch {material.begins}s at with the one that stands after its step.",
    )


def apart(right: float, wrong: Iterable[Noted], highest: float) -> list[Noted]:
    """Return the right value, and of the wrong ones those that nobody can mistake for another; none if it is unclear.

    highest: rate of the schedule, beside which the smallest ones are as good as 0 and not asked for.
    """
    found: list[Noted] = []
    for value, note in [(right, ""), *wrong]:
        clear = math.isfinite(value) and (value == 0 or abs(value) > max(NOTHING * highest, TINY))
        if clear and all(differ(value, other, highest) for other, _ in found):
            found.append((value, note))
        elif not found:
            return []
    return found


def differ(one: float, other: float, highest: float) -> bool:
    """Whether a reader can tell two rates from each other."""
    return abs(one - other) > max(APART * max(abs(one), abs(other)), NOTHING * highest, TINY)


def _epochs(material: Material, field: str) -> list[int]:
    """Return epochs to ask about, those around a change of the rate first."""
    chance, count = material.random(field), material.experiment.epochs
    near = sorted({epoch for change in material.schedule.changes.tolist() for epoch in (change, change + 1)})
    near = [epoch for epoch in near if epoch <= count]
    return chance.sample(near, min(TRIED, len(near))) + chance.sample(range(1, count + 1), min(TRIED, count))


def _neighbours(rates: Table, epoch: int) -> Iterator[Noted]:
    for other in (epoch - 1, epoch + 1):
        if 1 <= other <= len(rates):
            yield float(rates[other - 1]), f"That belongs to epoch {other}: counted wrong by one."


def _slips(rate: float) -> Iterator[Noted]:
    yield rate / 10, "That is a power of ten too small."
    yield rate * 10, "That is a power of ten too large."
    yield rate / 2, "That is half of it."


def _steps(material: Material, epoch: int) -> tuple[str, ...]:
    schedule, first = material.schedule, max(1, epoch - LISTED + 1)
    used, after = number(schedule.lr[epoch - 1]), number(schedule.lr_after[epoch - 1])
    these_epochs = f"Epochs {first} to {epoch} {material.begins} at {in_runs(schedule.lr[first - 1 : epoch].tolist())}."
    return (
        *([these_epochs] if first < epoch else []),
        f"Epoch {epoch} itself {material.begins}s at {used}; after its last step the rate is {after}.",
    )
