from __future__ import annotations

import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.inside.map_panel import MapPanel
from gui.jobs.background import Background
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK
from tests.gui.inside.conftest import traced
from training.insight.weight_history import WeightHistory


def test_the_map_says_what_the_network_says(qtbot: QtBot, thread: Background, weight_history: WeightHistory) -> None:
    panel = MapPanel(thread, Appearance(DARK))
    qtbot.addWidget(panel)
    panel.resize(600, 500)
    panel.show()
    panel.show_weight_history(weight_history)
    panel.show_snapshot(weight_history.snapshot(4))
    qtbot.waitUntil(lambda: panel.picture.picture is not None)
    QTest.keyClick(panel.picture, Qt.Key.Key_Up)
    picture = panel.picture.picture
    assert picture is not None
    x, y = 59, 60  # one above the middle
    point = torch.tensor([[picture.ground.grid.across[x], picture.ground.grid.up[y]]]).float()
    shares = torch.softmax(weight_history.snapshot(4).network(point), 1)[0]
    best = int(shares.argmax())
    assert f"{weight_history.dataset.classes[best]} {shares[best].item():.1%}" in panel.reading.text()
    QTest.mouseMove(panel.picture, QPoint(300, 200))


def test_a_map_of_many_features_names_its_projection_or_its_two_features(
    qtbot: QtBot, thread: Background, appearance: Appearance
) -> None:
    weight_history = traced(data={"kind": "Tutorial"}, epochs=1)
    panel = MapPanel(thread, appearance)
    qtbot.addWidget(panel)
    panel.show_weight_history(weight_history)
    panel.show_snapshot(weight_history.snapshot(1))
    qtbot.waitUntil(lambda: panel.sentence.text().startswith("A projection (PCA)"))
    panel.across.setCurrentIndex(3)
    panel.across.activated.emit(3)
    qtbot.waitUntil(lambda: panel.sentence.text().startswith("x3 goes across and x2 up, with the other 8 held"))
