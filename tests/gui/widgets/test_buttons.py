from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.buttons import LinkButton, MoreButton, QuietButton, ResetButton


def picture(button: QuietButton) -> QImage:
    return button.grab().toImage()


def drawn(image: QImage) -> int:
    """How many pixels differ from the corner."""
    ground = image.pixel(0, 0)
    return sum(image.pixel(x, y) != ground for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("kind", [ResetButton, LinkButton, MoreButton])
def test_a_button_draws_itself_and_shows_the_focus(window: QWidget, kind: type[QuietButton]) -> None:
    button = kind(window)
    button.setText("More")
    button.resize(button.sizeHint())
    button.show()
    resting = picture(button)
    assert drawn(resting) > 20

    button.setFocus()

    assert drawn(picture(button)) > drawn(resting) + 20


def test_a_reset_button_keeps_its_room_while_hidden(window: QWidget) -> None:
    line = QHBoxLayout(window)
    editor, button = QLineEdit(window), ResetButton(window)
    line.addWidget(editor)
    line.addWidget(button)
    line.activate()
    width = editor.width()

    button.hide()
    line.activate()

    assert editor.width() == width


def test_more_unfolds_by_mouse_and_keyboard_and_turns_its_chevron(qtbot: QtBot, window: QWidget) -> None:
    button = MoreButton(window)
    button.setText("More")
    button.resize(button.sizeHint())
    button.show()
    folded = picture(button)

    with qtbot.waitSignal(button.toggled):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert picture(button) != folded
    button.setFocus()
    with qtbot.waitSignal(button.toggled):
        QTest.keyClick(button, Qt.Key.Key_Space)

    assert not button.isChecked()


def test_a_link_has_room_for_its_text(window: QWidget) -> None:
    button = LinkButton(window)
    button.setText("Browse…")

    assert button.sizeHint().width() > button.fontMetrics().horizontalAdvance("Browse…")
