"""A teacher, and progress in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from gui.jobs.jobs import Jobs
from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.teacher import Teacher


@pytest.fixture(scope="session")
def teacher(qapp: QApplication) -> Iterator[Teacher]:
    jobs = Jobs()
    teacher = Teacher(jobs)
    yield teacher
    jobs.finish()
    teacher.finish()


@pytest.fixture
def keeper(qapp: QApplication, tmp_path: Path) -> ProgressKeeper:
    return ProgressKeeper(tmp_path)
