from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from gui.forms.milestone_handle import MilestoneHandle

Key, Button = Qt.Key, Qt.MouseButton


@pytest.fixture
def handle(window: QWidget) -> MilestoneHandle:
    handle = MilestoneHandle(window)
    handle.put(100, 30)
    handle.show()
    return handle


def test_a_handle_tells_where_it_is_wanted_and_stays(handle: MilestoneHandle) -> None:
    wanted: list[float] = []
    handle.dragged.connect(wanted.append)

    QTest.mouseMove(handle, QPoint(0, 5))
    QTest.mousePress(handle, Button.LeftButton, pos=handle.rect().center())
    QTest.mouseMove(handle, handle.mapFromParent(QPoint(140, 5)))
    QTest.mouseRelease(handle, Button.LeftButton)
    QTest.mouseMove(handle, QPoint(0, 5))

    assert wanted == [140]
    assert handle.geometry().center().x() == 100


def test_only_the_left_button_takes_hold(handle: MilestoneHandle) -> None:
    QTest.mousePress(handle, Button.RightButton, pos=handle.rect().center())

    assert not handle.held

    QTest.mouseRelease(handle, Button.RightButton)  # or it stays down for the tests that follow


def test_other_keys_are_left_to_the_form(handle: MilestoneHandle) -> None:
    steps: list[int] = []
    handle.stepped.connect(steps.append)

    for key in (Key.Key_Right, Key.Key_A, Key.Key_Up, Key.Key_PageDown):
        QTest.keyClick(handle, key)

    assert steps == [1, -10]


def test_a_handle_with_the_focus_looks_another(handle: MilestoneHandle) -> None:
    calm = handle.grab().toImage()

    handle.setFocus()

    assert handle.grab().toImage() != calm
