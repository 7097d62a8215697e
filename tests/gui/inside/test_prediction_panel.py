from __future__ import annotations

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.inside.prediction_panel import PredictionPanel
from gui.inside.row_chooser import TYPED
from gui.jobs.background import Background
from gui.widgets.appearance import Appearance
from tests.gui.inside.conftest import traced
from training.insight.weight_history import WeightHistory


def test_the_prediction_is_the_networks_own_for_the_chosen_row(
    qtbot: QtBot, thread: Background, weight_history: WeightHistory, appearance: Appearance
) -> None:
    panel = PredictionPanel(thread, appearance)
    qtbot.addWidget(panel)
    panel.resize(900, 700)
    panel.show()
    panel.show_weight_history(weight_history)
    panel.show_snapshot(weight_history.snapshot(4))
    panel.choose_row(7, validation=False)
    logits = weight_history.snapshot(4).network(weight_history.dataset.x[7:8])
    share = torch.softmax(logits.double(), 1)[0, 0].item()
    qtbot.waitUntil(lambda: f"{weight_history.dataset.classes[0]} {share:.1%}" in panel.words.text())
    qtbot.waitUntil(lambda: "After epoch 2 the rate fell from 0.5 to 0.05" in panel.effect.text())
    QTest.keyClick(panel.chart, Qt.Key.Key_Left)
    assert panel.reading.text().startswith("Before training")


def lines(panel: PredictionPanel) -> int:
    """Return how many classes' probabilities the panel draws."""
    chart = panel.chart.shown
    return len(chart.lines) if chart is not None else 0


@pytest.mark.parametrize("classes", [2, 5])
def test_no_course_of_another_run_stays(qtbot: QtBot, thread: Background, classes: int, appearance: Appearance) -> None:
    """Neither when it was there, nor when it was still being computed; whether the new run has more classes or less."""
    panel = PredictionPanel(thread, appearance)
    qtbot.addWidget(panel)
    panel.resize(900, 700)
    panel.show()
    before = traced(data={"kind": "Blobs", "classes": 7 - classes})
    now = traced(data={"kind": "Blobs", "classes": classes})
    for waits in (True, False):
        panel.show_weight_history(before)
        panel.show_snapshot(before.snapshot(4))
        if waits:
            qtbot.waitUntil(lambda: lines(panel) == 7 - classes)
        panel.show_weight_history(now)
        assert lines(panel) == 0
        panel.show_snapshot(now.snapshot(4))
        qtbot.waitUntil(lambda: lines(panel) == classes)
        QTest.keyClick(panel.chart, Qt.Key.Key_Left)
        assert panel.reading.text().count("%") == classes


def test_a_wrong_row_can_be_found_and_values_can_be_typed(
    qtbot: QtBot, thread: Background, weight_history: WeightHistory, appearance: Appearance
) -> None:
    panel = PredictionPanel(thread, appearance)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_weight_history(weight_history)
    panel.show_snapshot(weight_history.snapshot(0))
    panel.chooser.wrong.click()
    qtbot.waitUntil(lambda: "which is wrong" in panel.words.text())
    panel.chooser.part.setCurrentIndex(TYPED)
    for editor, text in zip(panel.chooser.editors, ("0.25", "-0.5"), strict=True):
        editor.clear()
        QTest.keyClicks(editor, text)
    qtbot.waitUntil(lambda: panel.words.text().startswith("Inputs: x1 0.25, x2 -0.5."))
    panel.chooser.editors[0].setText("a lot")
    panel.chooser.editors[0].textEdited.emit("a lot")
    assert "'a lot' is not" in panel.chooser.problem.text()
