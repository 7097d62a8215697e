"""Every place of the window by keyboard: Tab reaches all that takes it, nothing holds it, and each has a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QGraphicsView,
    QLineEdit,
    QListWidget,
    QRadioButton,
    QScrollBar,
    QTabBar,
    QTableView,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.widgets.pages import INSIDE, LEARN
from gui.window.workbench import Workbench
from tests.end_to_end.conftest import OpenWindow, message, trained

Key = Qt.Key
CLICKED = QAbstractButton, QComboBox, QLineEdit, QTabBar, QTableView, QAbstractSlider
CORNER = "qt_tableview_cornerbutton"  # selects all, as Ctrl+A does
LONGEST = 600  # presses; a walk that is longer goes round somewhere


def takers(top: QWidget) -> list[QWidget]:
    """Return what Tab should come to: visible, enabled, and asking for it."""
    return [
        widget
        for widget in top.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.isVisible()
        and widget.isEnabled()
        and widget.window() is top.window()
    ]


def walked(top: QWidget, key: Key) -> list[QWidget]:
    """Press the key until it comes back to where it began; return what had the focus on the way."""
    begin = QApplication.focusWidget()
    assert begin is not None
    seen, widget = [begin], begin
    for _ in range(LONGEST):
        QTest.keyClick(widget, key)
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget is begin:
            return seen
        assert widget not in seen, f"{told(widget)} holds the keys after {told(seen[-1])}"
        seen.append(widget)
    raise AssertionError("the keys never come back")


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r} {widget.accessibleName()!r} in {parents(widget)}"


def parents(widget: QWidget) -> str:
    names, parent = [], widget.parentWidget()
    while parent is not None:
        names.append(parent.objectName() or type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(names[:4])


def assert_walked(top: QWidget, where: str) -> None:
    wanted = takers(top)
    if QApplication.focusWidget() not in wanted:
        wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
    there, back = walked(top, Key.Key_Tab), walked(top, Key.Key_Backtab)
    if takers(top) != wanted:  # a question came on the way
        assert_walked(top, where)
        return
    for name, reached in (("Tab", there), ("Shift+Tab", back)):
        missing = [told(one) for one in wanted if one not in reached and not beside(one, reached)]
        assert not missing, f"{where}: not reached by {name}"
    seen = {*wanted, *there, *back}
    areas = [area.viewport() for area in seen if isinstance(area, QGraphicsView)]
    unnamed = [told(one) for one in (*seen, *areas) if not (heard(one) and one.objectName())]
    assert not unnamed, f"{where}: without a name"


def heard(widget: QWidget) -> str:
    """Return what a screen reader calls it."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def beside(widget: QWidget, reached: list[QWidget]) -> bool:
    """Tell whether the arrow keys go on from a button that Tab comes to: of those that exclude each other it is one."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    siblings = widget.parentWidget().findChildren(QAbstractButton) if isinstance(widget, QRadioButton) else []
    others = group.buttons() if group is not None and group.exclusive() else siblings
    return any(other in reached for other in others)


def assert_no_click_alone(bench: Workbench, where: str) -> None:
    """Buttons of actions are the menu's, and what scrolls goes with what it scrolls; all else takes keys."""
    assert "device" in {one.objectName() for one in takers(bench.window)}
    shown = [one for one in bench.window.findChildren(QWidget) if isinstance(one, CLICKED) and one.isVisible()]
    deaf = [one for one in shown if not one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.objectName() != CORNER]
    acting = [one for one in deaf if isinstance(one, QToolButton) and one.defaultAction() is not None]
    assert all(one.defaultAction().associatedObjects()[1:] and heard(one) and one.objectName() for one in acting)
    others = [one for one in deaf if one not in acting and not isinstance(one, QScrollBar)]
    rest = [told(one) for one in others if not beside(one, takers(bench.window))]
    assert not rest, f"{where}: takes no key"


def states(bench: Workbench, qtbot: QtBot) -> Iterator[str]:
    """Bring the window into each of its states, and say which."""
    places, controllers = bench.window.pages, bench.controllers
    yield from shown("tab", bench.window.tabs, qtbot)
    places.enter(INSIDE)
    assert controllers.inside.page is not None
    yield from shown("inside", controllers.inside.page.tabs, qtbot)
    places.enter(LEARN)
    assert controllers.learn.page is not None
    yield from shown("learn", controllers.learn.page.list, qtbot)


def shown(place: str, choices: QTabWidget | QListWidget, qtbot: QtBot) -> Iterator[str]:
    """Choose one after the other, and say which."""
    for row in range(choices.count()):
        if isinstance(choices, QTabWidget):
            choices.setCurrentIndex(row)
            text = choices.tabText(row)
        else:
            choices.setCurrentRow(row)
            text = choices.item(row).text()
        qtbot.wait(60)
        yield f"{place} {text}"


@pytest.mark.slow
def test_tab_reaches_all_there_is_in_every_place(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.window.activateWindow()
    bench.context.document.set_value("epochs", 3)
    for _ in range(2):
        bench.context.actions["train"].trigger()
        trained(bench, qtbot)
    for where in states(bench, qtbot):
        assert_walked(bench.window, where)
        assert_no_click_alone(bench, where)


def test_a_composition_and_all_that_is_folded_away_are_reached_too(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.window.activateWindow()
    for kind in ("SequentialLR", "ReduceLROnPlateau", "LambdaLR", "HandSwitched"):
        bench.context.document.set_value("scheduler.kind", kind)
        qtbot.wait(50)
        for button in bench.context.form.findChildren(QAbstractButton):
            if button.isCheckable() and button.isVisible() and button.isEnabled() and not button.isChecked():
                button.click()
        qtbot.wait(50)
        assert_walked(bench.context.form, kind)


def test_the_dialogs_are_walked_too(open_window: OpenWindow, qtbot: QtBot) -> None:
    bench = open_window()
    bench.context.actions["train"].trigger()
    trained(bench, qtbot)
    run = bench.context.session.runs[0]
    for ask in (bench.controllers.future.go_on, bench.controllers.future.fork):
        ask(run)
        dialog = bench.controllers.future.dialog
        assert dialog is not None
        qtbot.waitUntil(dialog.isVisible)
        dialog.activateWindow()
        qtbot.waitUntil(lambda dialog=dialog: dialog.isAncestorOf(QApplication.focusWidget()))
        assert_walked(dialog, dialog.windowTitle())
        dialog.reject()
        qtbot.wait(20)


def test_messages_are_walked_too(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    bench = open_window()
    bench.context.document.set_value("epochs", 3)
    bench.files.new()  # which asks about the change
    for ask in (lambda: None, lambda: bench.files.open_path(tmp_path / "none.toml"), bench.exports.about):
        ask()
        box = message(bench)
        assert box is not None
        box.activateWindow()
        qtbot.waitUntil(lambda box=box: box.isAncestorOf(QApplication.focusWidget()))
        assert_walked(box, box.text())
        box.reject()
        qtbot.wait(30)
