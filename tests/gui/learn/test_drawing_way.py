from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.learn.drawing_way import DrawingWay
from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.teacher import Teacher
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK
from tests.gui.learn.ways import RUN_MS, shown, texts
from training.practice.drawings import read_drawings


@pytest.mark.slow
def test_a_drawing_one_epoch_late_is_called_that(
    qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper, appearance: Appearance
) -> None:
    way = DrawingWay(read_drawings(), teacher, keeper, appearance)
    shown(qtbot, way)
    qtbot.waitUntil(way.show_it.isEnabled, timeout=RUN_MS)  # once its rates are known
    QTest.keyClicks(way.line, "0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05")
    QTest.keyClick(way.line, Qt.Key.Key_Return)
    assert "1 epoch late" in texts(way)
    assert way.done().startswith("0 of")
    way.again.click()
    QTest.keyClicks(way.line, "0.1, 0.1, 0.1, 0.1, 0.1, 0.05")
    QTest.keyClick(way.line, Qt.Key.Key_Return)
    assert way.done().startswith("1 of")
    way.line.clear()
    QTest.keyClicks(way.line, ", ".join(["0.1"] * 11))
    assert "11 rates for 10 epochs" in texts(way)


def test_a_curve_can_be_drawn_by_mouse(qtbot: QtBot, teacher: Teacher, keeper: ProgressKeeper) -> None:
    way = DrawingWay(read_drawings(), teacher, keeper, Appearance(DARK))
    shown(qtbot, way)
    way.show_it.click()
    qtbot.waitUntil(way.show_it.isEnabled, timeout=RUN_MS)  # once its rates are known
    QTest.mousePress(way.canvas, Qt.MouseButton.LeftButton, pos=way.canvas.rect().center())
    QTest.mouseRelease(way.canvas, Qt.MouseButton.LeftButton, pos=way.canvas.rect().center())
    assert way.canvas.curve is not None
    assert len(np.unique(way.canvas.curve)) == 2
