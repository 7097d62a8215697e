from __future__ import annotations

from collections.abc import Iterator

import pytest

from training.practice.checker import Checker
from training.practice.worker_process import WorkerProcess


@pytest.fixture(scope="module")
def worker() -> Iterator[WorkerProcess]:
    with WorkerProcess() as worker:
        yield worker


@pytest.fixture(scope="module")
def checker(worker: WorkerProcess) -> Checker:
    return Checker(worker)
