"""Questions about the user's own schedule: every value in them, right or wrong, comes out of torch."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from training.experiment.calls import call_of
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.practice.claims import Claim
from training.practice.material import Course, Material
from training.practice.question import Option, Question
from training.schedule.explain import number
from training.schedule.preview import Schedule, Table

MOST_CHANGES = 8  # that an option lists
TRIED = 12  # epochs that are tried before another question is asked
APART = 1e-3  # relative: rates that a reader can tell from each other
EQUAL = 1e-9  # relative: rates that differ by rounding alone
NOTHING = 1e-9  # of the highest rate: what is as good as 0
Maker = Callable[[Material], Question | None]
Noted = tuple[float, str]

RULE = "Epochs count from 1. The scheduler steps after each epoch, so a change after epoch n acts from epoch n + 1 on."
USED, AFTER = "the rate that an epoch is trained at", "the rate after its step"


class NothingToAsk(ValueError):
    """No question about this experiment has one clear answer and wrong ones beside it."""


def generate(experiment: Experiment, seed: int, rows: int | None = None, kinds: Sequence[str] = ()) -> Question:
    """Return a question about the experiment's schedule; the same seed gives the same question.

    Args:
        experiment: the user's own; its edits are left out.
        seed: decides what is asked, and the order of the options.
        rows: of training data; needed if the scheduler steps after each batch.
        kinds: keys of KINDS to choose from; empty: all.

    Raises ExperimentError where torch cannot run it, and NothingToAsk.
    """
    material = Material(experiment, rows, seed)
    order = list(kinds or KINDS)
    material.random("kind").shuffle(order)
    for kind in order:
        question = KINDS[kind](material)
        if question is not None:
            return question
    raise NothingToAsk("This schedule gives nothing to ask: its rates can hardly be told from each other.")


def _rate_of_epoch(material: Material) -> Question | None:
    text = "Which rate does epoch {epoch} train at?"
    return _rate(material, "rate", text, USED, lambda schedule: schedule.lr, lambda schedule: schedule.lr_after)


def _rate_after_steps(material: Material) -> Question | None:
    text = "Which rate stands in the optimizer after {epoch} epochs, each with its scheduler step or steps?"
    return _rate(material, "after", text, AFTER, lambda schedule: schedule.lr_after, lambda schedule: schedule.lr)


def _rate(
    material: Material,
    kind: str,
    text: str,
    asked: str,
    rates_of: Callable[[Schedule], Table],
    mixed_up: Callable[[Schedule], Table],
) -> Question | None:
    """Ask for the rate of an epoch; the wrong ones are another reading's, its neighbours' and other schedulers'."""
    schedule, after = material.schedule, kind == "after"
    rates, confused = rates_of(schedule), mixed_up(schedule)
    for epoch in _epochs(material, kind):
        place = epoch - 1
        neighbours = [(float(rates[at]), f"That belongs to epoch {at + 1}.") for at in (place - 1, place + 1) if 0 <= at < len(rates)]
        wrong = [
            (float(confused[place]), f"That is {USED if after else AFTER}, and asked for is {asked}."),
            *((float(rates_of(other.schedule)[place]), other.note) for other in material.others),
            *neighbours,
            *_slips(float(rates[place])),
        ]
        values = _distinct(float(rates[place]), wrong, float(np.nanmax(np.abs(rates))))
        field = "lr_after" if after else "lr"
        right, *others = [
            Option(text=number(value), claim=Claim.model_validate({field: {epoch: value}}), note=note)
            for value, note in values
        ] or [None]
        if right is not None and (question := material.question(
            kind,
            text.format(epoch=epoch),
            right,
            others,
            hint=RULE,
            steps=_steps(schedule, epoch),
            mistake=f"To mix up {USED} with {AFTER}.",
        )):
            return question
    return None


