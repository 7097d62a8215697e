from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.panels.schedule.scheduler_card import SchedulerCard, in_words, names
from gui.widgets.appearance import Appearance
from training.experiment.experiment import experiment_from

STEP = {"kind": "StepLR", "step_size": 5}


@pytest.mark.parametrize(
    ("scheduler", "classes", "call"),
    [
        (STEP, "StepLR", "StepLR(step_size=5)"),
        ({"kind": "None"}, "No scheduler", "None()"),
        ({"kind": "MultiStepLR", "milestones": [3], "gamma": 0.5}, "MultiStepLR",
         "MultiStepLR(milestones=[3], gamma=0.5)"),
        ({"kind": "SequentialLR", "schedulers": [STEP, STEP], "milestones": [4]}, "StepLR, then StepLR",
         "StepLR(step_size=5), then StepLR(step_size=5)"),
        ({"kind": "ChainedScheduler", "schedulers": [STEP, STEP]}, "StepLR × StepLR",
         "StepLR(step_size=5) × StepLR(step_size=5)"),
    ],
)  # fmt: skip
def test_a_scheduler_is_written_as_one_calls_it(scheduler: dict[str, Any], classes: str, call: str) -> None:
    settings = experiment_from({"scheduler": scheduler}).scheduler
    assert (names(settings), in_words(settings)) == (classes, call)


def test_a_card_offers_its_scheduler_by_key_and_shows_plain_text(qtbot: QtBot, appearance: Appearance) -> None:
    card = SchedulerCard("use.0", "<b>Title</b>", "What it does.", appearance)
    qtbot.addWidget(card)
    card.show()
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in card.findChildren(QLabel))
    assert card.button.accessibleDescription() == "What it does."
    with qtbot.waitSignal(card.chosen):
        qtbot.keyClick(card.button, Qt.Key.Key_Space)
