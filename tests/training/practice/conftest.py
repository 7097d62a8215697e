from __future__ import annotations

from collections.abc import Iterator

import pytest

from training.practice.bank import read_bank
from training.practice.judge import Judge
from training.practice.question import Question
from training.practice.workshop import Workshop


@pytest.fixture(scope="session")
def workshop() -> Iterator[Workshop]:
    with Workshop() as workshop:
        yield workshop


@pytest.fixture(scope="session")
def judge(workshop: Workshop) -> Judge:
    return Judge(workshop)


@pytest.fixture(scope="session")
def bank() -> tuple[Question, ...]:
    return read_bank()
