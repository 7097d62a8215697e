from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTableWidget
from pytestqt.qtbot import QtBot

from gui.panels.data_panel import DataPanel
from gui.panels.progress_panel import Pace, ProgressPanel
from training.engine.data import load
from training.engine.data.table.inspection import inspect_table
from training.engine.record import EpochRecord
from training.experiment.data import Iris, Table, Tutorial
from training.experiment.experiment import Experiment
from training.runs.pace import time_left
from training.runs.run import Run, Status
from training.runs.trace import Trace

PENGUINS = Path(__file__).parents[3] / "resources" / "examples" / "penguins.csv"


def test_the_data_panel_shows_rows_classes_and_the_split(qtbot: QtBot) -> None:
    panel = DataPanel()
    qtbot.addWidget(panel)
    data = load(Iris())
    panel.show_dataset(data)
    classes = panel.findChild(QTableWidget, "table.classes")
    sample = panel.findChild(QTableWidget, "table.sample")
    assert classes.rowCount() == 3
    assert sum(int(classes.item(row, 1).text()) for row in range(3)) == data.rows == 120
    assert sample.columnCount() == len(data.sample.columns)
    assert sample.item(0, 0).text() == data.sample.rows[0][0]
    panel.show_problem("There is no such file.")
    assert classes.rowCount() == 0


def test_names_from_a_file_are_shown_as_plain_text(qtbot: QtBot) -> None:
    panel = DataPanel()
    qtbot.addWidget(panel)
    panel.show_dataset(load(Tutorial()))
    assert all(
        label.textFormat() in (Qt.TextFormat.PlainText, Qt.TextFormat.AutoText) for label in panel.findChildren(QLabel)
    )
    panel.show_problem("<img src=x>")
    shown = [label for label in panel.findChildren(QLabel) if label.text() == "<img src=x>"]
    assert [label.textFormat() for label in shown] == [Qt.TextFormat.PlainText]


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


def test_the_data_panel_shows_what_was_guessed_of_a_file(qtbot: QtBot) -> None:
    panel = DataPanel()
    qtbot.addWidget(panel)
    columns = panel.findChild(QTableWidget, "table.columns")
    assert columns.parent().isHidden()
    panel.show_facts(inspect_table(Table(path=str(PENGUINS))))
    assert not columns.parent().isHidden()
    assert columns.item(0, 0).text() == "species"
    assert "target: species" in columns.accessibleName()
    assert "cells end at a comma" in columns.accessibleName()
    panel.show_facts(None)
    assert columns.parent().isHidden()
