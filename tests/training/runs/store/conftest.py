"""A store of the test's own, and runs to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from training.engine.record import EpochRecord
from training.runs.store import Mode, RunStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "runs.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[RunStore]:
    with RunStore(path, Mode.WRITE) as opened:
        yield opened


def epoch(number: int, loss: float = 0.5, lrs: tuple[float, ...] = ()) -> EpochRecord:
    return EpochRecord(number, 0.1, 0.1, loss, 0.75, loss + 0.1, 0.7, 0.25, batch_lrs=lrs)
