from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.actions import Actions
from gui.widgets.appearance import Appearance


def test_nothing_can_be_trained_or_exported_before_there_is_a_workbench(qtbot: QtBot, appearance: Appearance) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window, appearance)
    for name in ("train", "pause", "step_epoch", "stop", "undo", "redo", "export_csv"):
        assert not actions[name].isEnabled()
    assert actions["quit"].isEnabled()
