from __future__ import annotations

from collections.abc import Iterator

import pytest

from training.engine.direct import keeping


@pytest.fixture
def unproven() -> Iterator[None]:
    """A process that knows no verdict yet, and whose verdict goes with the test."""
    keeping.forget()
    yield
    keeping.forget()
