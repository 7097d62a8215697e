"""Hints, steps and notes are run as the keys are: each has proofs, which torch bears out and which name its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from training.practice.bank import read_bank
from training.practice.checker import Checker
from training.practice.proof import untrue
from training.practice.question import Question
from training.practice.worker_process import WorkerProcess

BANK = read_bank()
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
EXCEPTION = re.compile(r"\b\w+Error\b")
ORDINALS = {"tenth": 10, "eleventh": 11, "twelfth": 12}
PLACES = set(range(10))  # epochs and steps are counted by them
HIDDEN = {"hint", "steps", "mistake", "id", "topic", "level", "expected", "options"}


def words(question: Question) -> Iterator[str]:
    """Yield what a question says beside what it asks."""
    yield question.hint
    yield from question.steps
    yield from (option.note for option in question.options.values() if option.note)


def numbers(text: str) -> set[float]:
    written = {float(found) for found in NUMBER.findall(text)} - PLACES
    return written | {float(ORDINALS[word]) for word in re.findall(r"\w+", text) if word in ORDINALS}


def borne_out(question: Question) -> str:
    """Return the proofs, and what is asked: there the figures of the words come from."""
    options = " ".join(f"{o.text} {o.code} {o.experiment} {o.claim}" for o in question.options.values())
    return " ".join((*question.proof, question.model_dump_json(exclude=HIDDEN), options))


@pytest.mark.slow
@pytest.mark.parametrize("question", BANK, ids=lambda question: question.id)
def test_what_hint_steps_and_notes_say_is_what_torch_does(
    question: Question, checker: Checker, worker: WorkerProcess
) -> None:
    assert question.proof
    assert list(untrue(question, checker, worker)) == []


@pytest.mark.parametrize("question", BANK, ids=lambda question: question.id)
def test_every_figure_and_exception_that_is_named_is_proved_or_asked(question: Question) -> None:
    known = borne_out(question)
    for text in words(question):
        assert numbers(text) <= numbers(known), text
        assert all(name in known for name in EXCEPTION.findall(text)), text


@pytest.mark.parametrize(
    "proof",
    ["1 == 2", "nothing_of_that_name", "train(lambda o: lr_scheduler.StepLR(o, 0))", "ran['']['used'] == []"],
)
def test_a_proof_that_torch_does_not_bear_out_is_found(proof: str, checker: Checker, worker: WorkerProcess) -> None:
    question = next(question for question in BANK if question.id == "step-lr-does")
    wrong = question.model_copy(update={"proof": ("near(0.1, 0.1)", proof)})
    assert list(untrue(wrong, checker, worker)) == [proof]


def test_the_eleventh_step_of_ten_is_the_first_that_fails(checker: Checker, worker: WorkerProcess) -> None:
    question = next(question for question in BANK if question.id == "one-cycle-after-each-batch")
    run = "train(lambda o: lr_scheduler.OneCycleLR(o, 1.0, total_steps=10), steps={})"
    proof = tuple(f"fails(lambda: {run.format(steps)}) == '{error}'" for steps, error in ((10, ""), (11, "ValueError")))
    assert list(untrue(question.model_copy(update={"proof": proof}), checker, worker)) == []
