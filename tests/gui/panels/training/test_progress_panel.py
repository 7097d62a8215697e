from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.panels.training.progress_panel import ProgressPanel
from training.engine.record import EpochRecord
from training.experiment.experiment import Experiment
from training.runs.pace import Pace, time_left
from training.runs.run import Run, Status
from training.runs.trace import Trace


@pytest.mark.parametrize(
    ("done", "total", "seconds", "words"), [(1, 2, 10.0, "0:10"), (1, 61, 60.0, "1:00:00"), (5, 5, 3.0, "0:00")]
)
def test_the_time_left_is_judged_by_the_pace(done: int, total: int, seconds: float, words: str) -> None:
    assert time_left(done, total, seconds) == words


def test_there_is_no_time_left_to_tell_before_there_is_a_pace() -> None:
    assert Pace().left(0, 10) == ""


def test_the_progress_counts_epochs_beyond_32_bits(qtbot: QtBot) -> None:
    panel = ProgressPanel()
    qtbot.addWidget(panel)
    trace = Trace(Experiment(epochs=10**9))
    trace.extend([EpochRecord(1, 0.1, 0.1, 0.5, 0.5, None, None, 0.1)])
    panel.show_run(Run(1, trace, Status.RUNNING, device="CPU"))
    assert panel.findChild(QLabel, "progress.words").text() == "Run 1: epoch 1 of 1,000,000,000"
    assert panel.findChild(QLabel, "device").text() == "CPU"
