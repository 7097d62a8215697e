"""Questions about the user's own schedule: every value in them, right or wrong, comes out of torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from training.errors import ExpectedError
from training.experiment.experiment import Experiment
from training.practice.asking.changes import rate_changes
from training.practice.asking.code import code_of_curve
from training.practice.asking.material import Material
from training.practice.asking.rates import rate_after, rate_used
from training.practice.question import Question

KINDS: dict[str, Callable[[Material], Question | None]] = {
    "rate used": rate_used,
    "rate after": rate_after,
    "changes": rate_changes,
    "code": code_of_curve,
}


class NothingToAskError(ExpectedError, ValueError):
    """No question about this experiment has one clear answer and wrong ones beside it."""


def generate(experiment: Experiment, seed: int, rows: int | None = None, kinds: Sequence[str] = ()) -> Question:
    """Return a question about the experiment's schedule; the same seed gives the same question.

    Args:
        experiment: the user's own; its edits are left out, and so is what is beyond a thousand epochs.
        seed: decides what is asked, and the order of the options.
        rows: of training data; needed if the scheduler steps after each batch.
        kinds: keys of KINDS to choose from; empty: all.

    Raises ExperimentError where torch cannot run it, and NothingToAskError.
    """
    material = Material(experiment, rows, seed)
    order = list(kinds or KINDS)
    material.random("kind").shuffle(order)
    for kind in order:
        question = KINDS[kind](material)
        if question is not None:
            return question
    raise NothingToAskError("There is nothing to ask: the rates of this schedule can hardly be told from each other.")
