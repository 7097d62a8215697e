from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTableWidget
from pytestqt.qtbot import QtBot

from gui.panels.data.data_panel import DataPanel
from training.engine.data import load
from training.engine.data.table.inspection import inspect_table
from training.experiment.data import Iris, Table, Tutorial
from training.layout import RESOURCES

PENGUINS = RESOURCES / "examples" / "penguins.csv"


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
