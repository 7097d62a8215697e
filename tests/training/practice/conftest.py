from __future__ import annotations

from collections.abc import Iterator

import pytest

from training.practice.judge import Judge
from training.practice.workshop import Workshop


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    with Workshop() as workshop:
        yield workshop


@pytest.fixture(scope="module")
def judge(workshop: Workshop) -> Judge:
    return Judge(workshop)
