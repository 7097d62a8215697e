from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.practice.bank import read_bank
from training.practice.checker import Checker
from training.practice.exam import PLAN, draw, mark

BANK = read_bank()


@settings(max_examples=50)
@given(st.integers(0, 10**9))
def test_ten_different_questions_of_all_levels_and_of_ten_topics(seed: int) -> None:
    questions = draw(BANK, seed)
    assert len({question.id for question in questions}) == 10
    assert Counter(question.level for question in questions) == PLAN
    assert len({question.topic for question in questions}) == 10


def test_a_seed_gives_the_same_test_and_another_seed_another_one() -> None:
    assert draw(BANK, 1) == draw(BANK, 1)
    assert draw(BANK, 1) != draw(BANK, 2)


@pytest.mark.slow
def test_all_right_earns_all_points(checker: Checker) -> None:
    questions = draw(BANK, 3)
    grade = mark(questions, {question.id: question.expected for question in questions}, checker)
    assert grade.points == grade.most == 4 * 1 + 4 * 2 + 2 * 3
    assert list(grade.sentences()) == ["18 of 18 points. You can rely on what you know of schedules."]


def test_a_right_option_with_a_wrong_one_earns_nothing(checker: Checker) -> None:
    questions = draw(BANK, 3)
    grade = mark(questions, {question.id: question.options for question in questions}, checker)
    assert grade.points == 0


def test_the_verdict_names_the_topics_to_look_at_again(checker: Checker) -> None:
    questions = draw(BANK, 3)
    given = {question.id: question.expected for question in questions[:-1]}
    first, *others = mark(questions, given, checker).sentences()
    assert first.startswith("15 of 18 points.")
    assert others == [f"{questions[-1].topic}: 0 of 3 points. Look at it again."]
