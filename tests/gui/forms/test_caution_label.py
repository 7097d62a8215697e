from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.forms.caution_label import CautionLabel
from training.schedule.pitfalls import Caution, Fix

FIX = Fix("Set T_max to 10", (("scheduler.T_max", 10),))
RISES = Caution("scheduler.T_max", "The rate rises <b>again</b>.", "It is a whole wave.", FIX, "P8")
STAYS = Caution("scheduler.T_max", "The rate stays & stays.", "So it is.", None, "P6")


@pytest.fixture
def label(window: QWidget) -> CautionLabel:
    label = CautionLabel(window)
    QVBoxLayout(window).addWidget(label)
    return label


def texts(label: CautionLabel) -> list[str]:
    return [note.text() for note in label.findChildren(QLabel) if note.isVisible()]


def test_it_takes_no_room_without_a_caution(label: CautionLabel) -> None:
    assert not label.isVisible()

    label.show_cautions([RISES])
    assert label.isVisible()
    label.show_cautions([])
    assert not label.isVisible()
    assert texts(label) == []


def test_messages_are_plain_text_with_their_reasons(label: CautionLabel) -> None:
    label.show_cautions([RISES, STAYS])

    assert texts(label) == ["⚠ The rate rises <b>again</b>.", "⚠ The rate stays & stays."]
    note = label.findChildren(QLabel)[0]
    assert note.textFormat() is Qt.TextFormat.PlainText
    assert "It is a whole wave." in note.toolTip()
    assert note.accessibleDescription() == "It is a whole wave."


def test_only_what_can_be_mended_has_a_button(label: CautionLabel) -> None:
    label.show_cautions([STAYS, RISES])

    (button,) = label.buttons()
    assert button.text() == "Set T_max to 10"
    assert button.accessibleName() == "Set T_max to 10"


def test_a_click_or_the_space_bar_wants_the_fix(qtbot: QtBot, label: CautionLabel) -> None:
    label.show_cautions([RISES])
    (button,) = label.buttons()

    with qtbot.waitSignal(label.fix_wanted) as clicked:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(label.fix_wanted) as pressed:
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)

    assert clicked.args == pressed.args == [FIX]


def test_a_fix_may_clear_the_label_that_it_came_from(qtbot: QtBot, qapp: QApplication, label: CautionLabel) -> None:
    label.show_cautions([RISES])
    label.fix_wanted.connect(lambda fix: label.show_cautions([]))

    qtbot.mouseClick(label.buttons()[0], Qt.MouseButton.LeftButton)
    qapp.processEvents()

    assert label.buttons() == []
    assert not label.isVisible()


def test_the_same_cautions_keep_their_buttons(label: CautionLabel) -> None:
    label.show_cautions([RISES])
    (button,) = label.buttons()

    label.show_cautions([RISES])

    assert label.buttons() == [button]
