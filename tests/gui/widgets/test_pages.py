"""The pages of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from gui.widgets.appearance import Appearance
from gui.widgets.pages import INSIDE, LABORATORY, LEARN
from gui.widgets.theme import LIGHT
from gui.window.application import settings
from gui.window.main_window import MainWindow


def test_a_place_is_built_once_and_only_when_it_is_entered(qtbot: QtBot) -> None:
    window, built = MainWindow(Appearance(LIGHT), settings()), []
    qtbot.addWidget(window)
    window.show()
    assert not window.actions_by_name[LEARN].isEnabled()  # nobody has offered it yet
    window.pages.offer(LEARN, lambda: built.append(1) or QLabel("Learn"))  # type: ignore[func-returns-value]
    assert not built
    for _ in range(2):
        window.pages.enter(LEARN)
        window.pages.enter(LABORATORY)
    assert built == [1]
    assert window.pages.currentWidget() is window.rest


def test_places_are_entered_by_button_and_by_keys(qtbot: QtBot) -> None:
    window = MainWindow(Appearance(LIGHT), settings())
    qtbot.addWidget(window)
    window.show()
    window.pages.offer(INSIDE, lambda: QLabel("Look inside"))
    corner = window.menuBar().cornerWidget()
    button = corner.findChild(QToolButton, f"button.{INSIDE}")
    assert isinstance(button, QToolButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.pages.currentIndex() == 1
    window.actions_by_name[LABORATORY].trigger()
    assert window.pages.currentIndex() == 0
    assert window.actions_by_name[LABORATORY].isChecked()
    assert not window.actions_by_name[INSIDE].isChecked()


def test_the_form_keeps_a_width_that_can_be_read(qtbot: QtBot) -> None:
    window = MainWindow(Appearance(LIGHT), settings())
    qtbot.addWidget(window)
    form = QLabel("Form")
    window.set_form(form)
    window.resize(1000, 640)
    window.show()
    assert form.width() >= 250
