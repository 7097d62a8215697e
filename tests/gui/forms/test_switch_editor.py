from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from gui.document.fields import FormField
from gui.forms.switch_editor import SwitchEditor


@pytest.fixture
def switch(window: QWidget, field: Callable[[str], FormField]) -> SwitchEditor:
    switch = SwitchEditor(field("MLP network.bias"), window)
    switch.resize(200, 28)
    switch.show()
    return switch


def test_a_click_and_the_space_bar_switch(switch: SwitchEditor) -> None:
    told: list[bool] = []
    switch.edited.connect(lambda: told.append(switch.value()))

    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(10, 14))
    switch.setFocus()
    QTest.keyClick(switch, Qt.Key.Key_Space)

    assert told == [True, False]


def test_a_click_beside_the_switch_does_nothing(switch: SwitchEditor) -> None:
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(150, 14))

    assert not switch.value()


def test_showing_a_value_is_no_edit(switch: SwitchEditor) -> None:
    told: list[None] = []
    switch.edited.connect(lambda: told.append(None))

    switch.set_value(True)
    assert switch.value() is True
    switch.set_value("yes")
    assert switch.value() is False

    assert told == []


def test_on_off_and_focus_look_different(switch: SwitchEditor) -> None:
    switch.clearFocus()
    off = switch.grab().toImage()
    switch.set_value(True)
    on = switch.grab().toImage()
    switch.setFocus()
    focused = switch.grab().toImage()

    assert off != on != focused != off
