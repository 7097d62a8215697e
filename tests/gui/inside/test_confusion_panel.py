from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.inside.confusion_panel import ConfusionPanel
from gui.jobs.background import Background
from gui.widgets.appearance import Appearance
from training.insight.weight_history import WeightHistory


def test_the_matrix_counts_every_row_and_leads_to_one(
    qtbot: QtBot, thread: Background, weight_history: WeightHistory, appearance: Appearance
) -> None:
    panel = ConfusionPanel(thread, appearance)
    qtbot.addWidget(panel)
    panel.resize(600, 500)
    panel.show()
    panel.show_weight_history(weight_history)
    panel.show_snapshot(weight_history.snapshot(0))
    qtbot.waitUntil(lambda: "validation rows are classified rightly" in panel.words.text())
    QTest.keyClick(panel.map, Qt.Key.Key_Right)
    with qtbot.waitSignal(panel.row_wanted) as wanted:
        panel.map.chosen.emit((0, 1))  # class 1, taken for class 1
    row, validation = wanted.args or ()
    assert validation
    assert int(weight_history.dataset.val_y[row]) == 0
    assert int(weight_history.snapshot(0).network(weight_history.dataset.val_x[row : row + 1]).argmax()) == 0
