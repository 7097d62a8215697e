from __future__ import annotations

import pytest

from training.practice.bank import read_bank
from training.practice.judge import Judge
from training.practice.question import Question


@pytest.mark.parametrize("question", read_bank(), ids=lambda question: question.id)
def test_torch_bears_out_every_key(question: Question, judge: Judge) -> None:
    verdict = judge.judge(question)
    told = "\n".join(f"{key}: {answer}" for key, answer in verdict.answers.items())
    assert sorted(verdict.keys) == sorted(question.expected), told
    assert question.several or len(verdict.keys) == 1
