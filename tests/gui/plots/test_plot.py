from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.plots.curve import Curve
from gui.plots.look import Look
from gui.plots.plot import Plot
from gui.plots.view_box import epochs_span
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT


@pytest.fixture
def window(qtbot: QtBot, appearance: Appearance) -> QWidget:
    """A field above a plot of ten falling values."""
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.addWidget(QLineEdit())
    plot = Plot("loss", "loss", appearance, lowest=True)
    layout.addWidget(plot)
    values = np.linspace(1.0, 0.1, 10)
    curve = Curve(lambda: values, Look("#ff0000"))
    curve.grow()
    plot.curves = [curve]
    plot.view.addItem(curve, ignoreBounds=True)
    plot.view.limit_span(epochs_span(10))
    plot.view.show_span(epochs_span(10))
    qtbot.addWidget(window)
    window.resize(500, 350)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    return window


@pytest.fixture
def plot(window: QWidget) -> Plot:
    return window.findChild(Plot, "plot.loss")


pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # which the offscreen platform does not have


def turn_wheel(plot: Plot, position: QPointF) -> None:
    position = QPointF(plot.mapFromScene(position))
    event = QWheelEvent(
        position,
        plot.viewport().mapToGlobal(position),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.viewport(), event)


def framed(plot: Plot) -> bool:
    image = plot.grab().toImage()
    middle = image.height() // 2
    return QColor(LIGHT.accent) in [image.pixelColor(x, middle) for x in range(image.width())]


def test_the_wheel_zooms_the_epochs_and_leaves_the_values(plot: Plot) -> None:
    values = plot.view.viewRange()[1]
    turn_wheel(plot, plot.view.sceneBoundingRect().center())
    first, last = plot.view.viewRange()[0]
    assert 0.5 < first < last < 10.5
    shown = plot.curves[0].getData()[1]
    assert shown.max() <= values[1]


def test_the_values_follow_the_visible_epochs_until_their_axis_is_turned(plot: Plot) -> None:
    plot.view.setXRange(8, 10, padding=0)
    assert plot.view.viewRange()[1][1] < 0.6
    turn_wheel(plot, QPointF(20, plot.view.sceneBoundingRect().center().y()))
    chosen = plot.view.viewRange()[1]
    plot.view.setXRange(1, 5, padding=0)
    assert plot.view.viewRange()[1] == chosen
    plot.follow_values()
    assert plot.view.viewRange()[1][1] > 0.9


def test_the_axis_stays_while_new_values_lie_within_it(plot: Plot) -> None:
    before = plot.view.viewRange()[1]
    plot.curves[0].setData(np.array([1.0, 2.0]), np.array([0.2, 0.98]))
    plot.fit()
    assert plot.view.viewRange()[1] == before
    plot.curves[0].setData(np.array([1.0, 2.0]), np.array([0.2, 3.0]))
    plot.fit()
    assert plot.view.viewRange()[1][1] > 3


def test_the_keyboard_reaches_it_and_shows_where_it_is(window: QWidget, plot: Plot) -> None:
    field = window.findChild(QLineEdit)
    field.setFocus()
    assert not framed(plot)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert plot.hasFocus()
    assert framed(plot)
    QTest.keyClick(plot, Qt.Key.Key_Backtab)
    assert field.hasFocus()
    assert not framed(plot)


@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End])
def test_crosshair_keys_are_told(qtbot: QtBot, plot: Plot, key: Qt.Key) -> None:
    with qtbot.waitSignal(plot.key_pressed) as told:
        QTest.keyClick(plot, key)
    assert told.args == [key]


def test_other_keys_are_left_to_the_window(window: QWidget, plot: Plot, qtbot: QtBot) -> None:
    pressed: list[int] = []
    window.keyPressEvent = lambda event: pressed.append(event.key())
    plot.setFocus()
    with qtbot.assertNotEmitted(plot.key_pressed):
        QTest.keyClick(plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(plot, Qt.Key.Key_A)
    assert pressed[-2:] == [Qt.Key.Key_Right, Qt.Key.Key_A]


def test_the_mouse_tells_the_epoch_below_it(qtbot: QtBot, plot: Plot) -> None:
    position = plot.mapFromScene(plot.view.mapToScene(plot.view.pixel_x(4), 20))
    with qtbot.waitSignal(plot.pointed) as told:
        QTest.mouseMove(plot.viewport(), position)
    assert told.args[0] == pytest.approx(4, abs=0.02)
    with qtbot.waitSignal(plot.left):
        QTest.mouseMove(plot.viewport(), QPoint(3, 100))


def test_another_scheme_recolours_all_of_it(plot: Plot, appearance: Appearance) -> None:
    appearance.set_colors(DARK)
    image = plot.grab().toImage()
    assert image.pixelColor(2, 2) == QColor(DARK.surface)
    lightest = max(image.pixelColor(x, y).lightness() for x in range(60) for y in range(image.height()))
    assert lightest > 120  # the labels
