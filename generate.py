"""Questions about the user's own schedule: every value in them, right or wrong, comes out of torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from training.experiment.calls import call_of
from training.experiment.experiment import Experiment
from training.experiment.file import plain
from training.experiment.schedulers import NoScheduler, StepLR
from training.practice.claims import Claim
from training.practice.judge import changes
from training.practice.material import Course, Material
from training.practice.outcome import Outcome, in_runs
from training.practice.question import Option, Question
from training.practice.rates_asked import differ, rate_after, rate_used
from training.schedule.preview import Schedule

MOST_CHANGES = 8  # that an option lists
FAINT = 1e-6  # relative: a change that might be taken for rounding
Noted = tuple[list[int], str]


class NothingToAsk(ValueError):
    """No question about this experiment has one clear answer and wrong ones beside it."""


def generate(experiment: Experiment, seed: int, rows: int | None = None, kinds: Sequence[str] = ()) -> Question:
    """Return a question about the experiment's schedule; the same seed gives the same question.

    Args:
        experiment: the user's own; its edits are left out, and so is what is beyond a thousand epochs.
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
    raise NothingToAsk("There is nothing to ask: the rates of this schedule can hardly be told from others.")


def _changes_asked(material: Material) -> Question | None:
    """Ask after which epochs the rate changes, where a reader can list them."""
    schedule = material.schedule
    right, count = _changes(schedule), material.experiment.epochs
    if _faint(schedule) or len(right) > MOST_CHANGES or len(right) == count:
        return None
    told = {_listed(epochs): note for epochs, note in reversed(list(_wrong_changes(material, right, count)))}
    wrong = [
        Option(text=text, claim=Claim(changes=epochs), note=note)
        for epochs, note in _wrong_changes(material, right, count)
        if (text := _listed(epochs)) != _listed(right) and told.pop(text, None) == note
    ]
    return material.question(
        "changes",
        "After which epochs is the rate another, the last epoch included?",
        Option(text=_listed(right), claim=Claim(changes=tuple(right))),
        wrong,
        hint="Count finished epochs: what the scheduler's step changes after epoch n is used from epoch n + 1 on.",
        steps=(f"The epochs train at {in_runs(schedule.lr.tolist())}.", f"The rate changes after: {_listed(right)}."),
        mistake="To name the first epochs at a new rate. The change is made after the epoch before.",
    )
