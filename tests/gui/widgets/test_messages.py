from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.messages import Icon, message_box


def test_a_message_is_plain_text_with_one_button_and_goes_when_it_is_closed(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    box = message_box(window, Icon.Warning, "<b>what</b>", "<i>why</i>")
    box.open()
    texts = [label for label in box.findChildren(QLabel) if label.text()]
    assert [label.text() for label in texts] == ["<b>what</b>", "<i>why</i>"]
    assert {label.textFormat() for label in texts} == {Qt.TextFormat.PlainText}
    with qtbot.waitSignal(box.destroyed):
        box.button(QMessageBox.StandardButton.Ok).click()
