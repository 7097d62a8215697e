from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QMainWindow
from pytestqt.qtbot import QtBot

from gui.panels.training.plot_bar import PlotBar
from gui.plots.x_axis import XAxis
from gui.widgets.actions import Actions
from gui.widgets.appearance import Appearance


def test_the_x_axis_is_chosen_by_keyboard(qtbot: QtBot, appearance: Appearance) -> None:
    window = QMainWindow()
    bar = PlotBar(Actions(window, appearance))
    window.setCentralWidget(bar)
    qtbot.addWidget(window)
    box = bar.findChild(QComboBox, "plot.x_axis")
    told: list[XAxis] = []
    bar.x_axis_changed.connect(told.append)
    for _ in range(2):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert told == [XAxis.STEPS, XAxis.TIME]
    assert box.accessibleName()
    assert "hidden" in box.toolTip()
