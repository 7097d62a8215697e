from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.inside.flow_panel import FlowPanel, StageCard
from training.insight.tracing import stages_of
from training.insight.weight_history import WeightHistory
from training.schedule.preview import preview


def test_the_stages_are_shown_in_place_and_only_when_they_change(qtbot: QtBot, weight_history: WeightHistory) -> None:
    panel = FlowPanel()
    qtbot.addWidget(panel)
    experiment, dataset = weight_history.experiment, weight_history.dataset
    (stages,) = stages_of(experiment, dataset, preview(experiment))
    panel.show_flow(stages)  # type: ignore[arg-type]
    cards = panel.findChildren(StageCard)
    panel.show_flow(stages)  # type: ignore[arg-type]
    assert panel.findChildren(StageCard) == cards
    assert [card.findChild(QLabel).text() for card in cards] == [
        "1  Data",
        "2  Network",
        "3  Optimizer",
        "4  Scheduler",
        "5  Training loop",
    ]
