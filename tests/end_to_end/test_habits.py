"""What hands do without thinking: a key still held, a file that is open elsewhere, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from tests.end_to_end.conftest import OpenWindow, message, trained


@pytest.mark.parametrize("held", [Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier])
def test_a_new_run_is_the_only_selected_one_whatever_key_is_held(
    held: Qt.KeyboardModifier, open_window: OpenWindow, qtbot: QtBot
) -> None:
    bench = open_window()
    for number in (1, 2, 3):
        QTest.keyPress(bench.window, Qt.Key.Key_F24, held)  # which is the last that Qt hears of the keyboard
        bench.context.actions["train"].trigger()
        trained(bench, qtbot)
        qtbot.waitUntil(lambda number=number: bench.controllers.runs.panel.table.model().rowCount() == number)
        assert [run.id for run in bench.controllers.runs.panel.table.selected] == [number]
    QTest.keyRelease(bench.window, Qt.Key.Key_F24)


def test_a_file_that_another_changed_is_not_overwritten_unasked(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "shared.toml"
    path.write_text("epochs = 4\n")
    bench = open_window(path)
    bench.context.document.set_value("epochs", 5)
    bench.context.actions["save"].trigger()
    qtbot.waitUntil(lambda: not bench.context.document.modified)  # another thread writes
    assert (message(bench), path.read_text().splitlines()[0]) == (None, "epochs = 5")
    path.write_text("epochs = 77\n")
    bench.context.document.set_value("epochs", 6)
    for button, epochs in ((QMessageBox.StandardButton.Cancel, 77), (QMessageBox.StandardButton.Save, 6)):
        bench.context.actions["save"].trigger()
        box = message(bench)
        assert box is not None
        assert "shared.toml has changed on disk" in box.text()
        box.button(button).click()
        qtbot.waitUntil(lambda: message(bench) is None)
        qtbot.waitUntil(
            lambda wanted=button: bench.context.document.modified is (wanted is not QMessageBox.StandardButton.Save)
        )
        assert path.read_text().splitlines()[0] == f"epochs = {epochs}"
