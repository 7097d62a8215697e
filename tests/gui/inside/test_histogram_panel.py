from __future__ import annotations

import torch
from pytestqt.qtbot import QtBot

from gui.inside.histogram_panel import HistogramPanel
from gui.jobs.background import Background
from gui.widgets.appearance import Appearance
from training.insight.weight_history import WeightHistory


def test_histograms_count_the_weights_of_the_shown_epoch(
    qtbot: QtBot, thread: Background, weight_history: WeightHistory, appearance: Appearance
) -> None:
    panel = HistogramPanel(thread, appearance)
    qtbot.addWidget(panel)
    panel.resize(800, 500)
    panel.show()
    panel.show_weight_history(weight_history)
    panel.show_snapshot(weight_history.snapshot(3))
    qtbot.waitUntil(lambda: len(panel.known) == 5 and "Hidden 1: 18 numbers" in panel.words.text())
    counts = panel.known[3][0].weights.counts
    weights = torch.cat([weight_history.snapshot(3).state[f"0.{name}"].flatten() for name in ("weight", "bias")])
    assert counts.sum() == len(weights) == 18
    panel.quantity.setCurrentIndex(2)
    panel.quantity.activated.emit(2)
    assert f"Hidden 1: {6 * weight_history.dataset.rows:,} numbers" in panel.words.text()
    panel.grab()
