"""The checker: runs every option of a question and says which ones are right."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from training.engine.data import load
from training.experiment.experiment import Experiment
from training.experiment.problems import ExperimentError
from training.practice.claims import Claim
from training.practice.outcome import Outcome
from training.practice.question import Question, Runnable
from training.practice.worker_process import WorkerProcess
from training.schedule.assumption import Assumption
from training.schedule.preview import preview

EQUAL = 1e-9  # relative: rates that differ by rounding alone
NOTHING = 1e-15  # a rate that is as good as 0


@dataclass(frozen=True)
class Answer:
    """An option that was run."""

    right: bool
    outcome: Outcome


@dataclass(frozen=True)
class Verdict:
    """All options of a question, run, by their keys."""

    answers: dict[str, Answer]

    @property
    def keys(self) -> frozenset[str]:
        """Return the keys of the right options."""
        return frozenset(key for key, answer in self.answers.items() if answer.right)


class Checker:
    """Checks questions, each of them once; `close` ends the process in which snippets run."""

    def __init__(self, worker: WorkerProcess) -> None:
        self._worker = worker
        self._verdicts: dict[str, Verdict] = {}

    def check(self, question: Question) -> Verdict:
        """Run every option, unless it was run before, and return what came of them."""
        known = question.model_dump_json()
        if known not in self._verdicts:
            self._verdicts[known] = Verdict({key: self._answer(question, key) for key in question.options})
        return self._verdicts[known]

    def show(self, runnable: Runnable) -> Answer:
        """Run what has a single claim, or none: a card, or a line of the tutorial."""
        claims = [runnable.claim] if runnable.claim else []
        return self._run(runnable, claims, runnable.snippet, {})

    def _answer(self, question: Question, key: str) -> Answer:
        option = question.options[key]
        claims = [claim for claim in (question.claim, option.claim) if claim is not None]
        return self._run(question, claims, question.snippet_of(key), option.experiment)

    def _run(self, runnable: Runnable, claims: Sequence[Claim], code: str, values: dict[str, Any]) -> Answer:
        if code:
            outcome = self._worker.run(code, [claim.holds for claim in claims if claim.holds])
        else:
            outcome = rehearsed(runnable, runnable.with_values(values))
        return Answer(all(is_true(claim, outcome, runnable) for claim in claims), outcome)


def rehearsed(runnable: Runnable, experiment: Experiment) -> Outcome:
    """Return what an experiment's schedule comes to, with the figures that the runnable gives."""
    rows = runnable.rows or (load(experiment.data).rows if experiment.steps_after_batch else None)
    assumption = Assumption("the figures listed", runnable.figures) if runnable.figures else None
    try:
        schedule = preview(experiment, rows, assumption)
    except ExperimentError as error:
        return Outcome(error=type(error).__name__, message=str(error))
    return Outcome(tuple(schedule.lr.tolist()), tuple(schedule.lr_after.tolist()))


def is_true(claim: Claim, outcome: Outcome, runnable: Runnable) -> bool:
    """Whether everything holds that is claimed of the outcome."""
    return all(_checks(claim, outcome, runnable))


def same(left: Sequence[float], right: Sequence[float]) -> bool:
    """Whether the rates are the same but for rounding."""
    return len(left) == len(right) and all(
        math.isclose(a, b, rel_tol=EQUAL, abs_tol=NOTHING) for a, b in zip(left, right, strict=True)
    )


def _checks(claim: Claim, outcome: Outcome, runnable: Runnable) -> Iterator[bool]:
    for claimed, rates in ((claim.lr, outcome.rates), (claim.lr_after, outcome.rates_after)):
        for epoch, rate in claimed.items():
            yield same(rates[epoch - 1 : epoch], [rate])
    if claim.course is not None:
        yield same(outcome.rates, claim.course)
    if claim.changes is not None:
        yield list(claim.changes) == changes(outcome)
    if claim.printed is not None:
        yield outcome.printed == claim.printed.strip()
    if claim.raises is not None:
        yield outcome.error == claim.raises
    if claim.warns is not None:
        yield _warns(outcome, claim.warns)
    if claim.same_as is not None:
        yield same(outcome.rates, rehearsed(runnable, runnable.with_values(claim.same_as)).rates)
    if claim.holds is not None:
        yield outcome.holds[claim.holds]


def changes(outcome: Outcome) -> list[int]:
    """Return the epochs after which the rate is another, by more than rounding."""
    both = zip(outcome.rates, outcome.rates_after, strict=True)
    return [epoch for epoch, (lr, after) in enumerate(both, 1) if not same([lr], [after])]


def _warns(outcome: Outcome, words: str) -> bool:
    return any(words in warning for warning in outcome.warnings) if words else not outcome.warnings
