"""Once epochs are counted from 0, every sentence of the window does."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.end_to_end.conftest import OpenWindow


def test_cautions_and_budget_follow(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.context.document.set_value("scheduler", {"kind": "LambdaLR", "lr_lambda": "1 if epoch < 4 else 0"})
    bench.window.tabs.setCurrentWidget(bench.controllers.schedule.panel)

    def said(sentence: str) -> bool:
        return any(sentence in label.text() for label in bench.window.findChildren(QLabel))

    qtbot.waitUntil(lambda: said("The rate is 0 in epochs 5 to 10"))
    qtbot.waitUntil(lambda: said("spent by the end of epoch 2."))
    bench.context.actions["count_from_zero"].trigger()
    qtbot.waitUntil(lambda: said("The rate is 0 in epochs 4 to 9"))
    qtbot.waitUntil(lambda: said("spent by the end of epoch 1."))
    assert not said("The rate is 0 in epochs 5 to 10")
