from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gui.inside.confusion_panel import ConfusionPanel
from gui.inside.finder_panel import FinderPanel
from gui.inside.histogram_panel import HistogramPanel
from gui.inside.map_panel import MapPanel
from gui.inside.prediction_panel import PredictionPanel
from gui.jobs.background import Background
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_every_panel_stands_for_nothing_and_can_be_painted(
    qtbot: QtBot, thread: Background, colors: object, appearance: Appearance
) -> None:
    for kind in (PredictionPanel, MapPanel, ConfusionPanel, HistogramPanel, FinderPanel):
        panel = kind(thread, appearance)
        qtbot.addWidget(panel)
        panel.resize(620, 480)
        if hasattr(panel, "show_weight_history"):
            panel.show_weight_history(None)
            panel.show_snapshot(None)
        appearance.set_colors(LIGHT)
        appearance.set_colors(DARK)
        assert not panel.grab().isNull()
