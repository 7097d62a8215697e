from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from training.practice.bank import read_bank
from training.practice.checker import Checker
from training.practice.question import Question

BANK = read_bank()
PLAIN: dict[str, Any] = {
    "id": "one",
    "topic": "StepLR",
    "level": "easy",
    "text": "Which rate?",
    "options": {
        "a": {"text": "0.1", "claim": {"lr": {"1": 0.1}}},
        "b": {"text": "0.2", "claim": {"lr": {"1": 0.2}}},
    },
    "expected": ["a"],
    "hint": "Look.",
    "steps": ["It is 0.1."],
    "mistake": "None.",
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"experiment": {"epochs": 3}, "snippet": "x = 1"}, "both an experiment and a snippet"),
        ({"snippet": "____"}, "without a blank in the snippet, or none for it"),
        ({"expected": ["c"]}, "not among the options"),
        ({"options": {**PLAIN["options"], "b": {"text": "0.2"}}}, "option b claims nothing"),
        ({"options": {**PLAIN["options"], "b": PLAIN["options"]["a"]}}, "two options read alike"),
        ({"options": {**PLAIN["options"], "b": {"text": "0.2", "claim": {}}}}, "a claim says something"),
        ({"hints": "Look."}, "Extra inputs are not permitted"),
        ({"level": "trivial"}, "'easy', 'medium' or 'hard'"),
        ({"steps": []}, "at least 1 item"),
    ],
)
def test_a_question_that_cannot_be_judged_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Question.model_validate({**PLAIN, **changes})


@given(st.sampled_from(BANK), st.integers(0, 1000))
def test_shuffled_options_keep_what_is_right(question: Question, seed: int) -> None:
    other = question.shuffled(seed)
    assert list(other.options) == list(question.options)
    assert {other.options[key].text + other.options[key].code for key in other.expected} == {
        question.options[key].text + question.options[key].code for key in question.expected
    }
    assert sorted(other.labels) == sorted(question.labels)


def test_shuffling_takes_the_right_option_to_every_place() -> None:
    question = next(question for question in BANK if len(question.options) == 4 and not question.several)
    assert {question.shuffled(seed).expected for seed in range(50)} == {("a",), ("b",), ("c",), ("d",)}


def test_a_blank_is_filled_with_the_option_s_code() -> None:
    question = next(question for question in BANK if question.id == "step-lr-construct")
    assert "____" in question.snippet
    assert question.snippet_of("d").count("step_size=5, gamma=0.1") == 1
    assert "____" not in question.snippet_of("d")


def test_a_question_s_own_experiment_can_be_opened() -> None:
    question = next(question for question in BANK if question.id == "used-in-epoch-5")
    assert question.own_experiment is not None
    assert question.own_experiment.scheduler.kind == "StepLR"
    assert next(question for question in BANK if question.snippet).own_experiment is None


def test_a_verdict_is_found_once(checker: Checker) -> None:
    question = Question.model_validate(PLAIN)
    assert checker.check(question) is checker.check(Question.model_validate(PLAIN))
