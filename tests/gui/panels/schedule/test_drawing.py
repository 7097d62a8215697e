from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from gui.panels.schedule.drawing import DrawingCanvas
from gui.widgets.appearance import Appearance

EPOCHS = 20


@pytest.fixture
def canvas(qtbot: QtBot, appearance: Appearance) -> DrawingCanvas:
    canvas = DrawingCanvas(appearance)
    qtbot.addWidget(canvas)
    canvas.resize(360, 180)
    canvas.set_guide(np.full(EPOCHS, 0.1))
    canvas.show()
    return canvas


def point(canvas: DrawingCanvas, epoch: int, rate: float) -> QPoint:
    """Return where an epoch, counted from 0, and a rate are in the field."""
    field = canvas.field()
    up = float(canvas.scale.part(np.array(rate)))
    return QPoint(
        round(field.left() + (epoch + 0.5) / EPOCHS * field.width()), round(field.bottom() - up * field.height())
    )


def drag(qtbot: QtBot, canvas: DrawingCanvas, *places: tuple[int, float]) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(canvas, left, pos=point(canvas, *places[0]))
    for place in places[1:]:
        qtbot.mouseMove(canvas, point(canvas, *place))
    qtbot.mouseRelease(canvas, left, pos=point(canvas, *places[-1]))


def test_a_drag_draws_straight_from_epoch_to_epoch(qtbot: QtBot, canvas: DrawingCanvas) -> None:
    drag(qtbot, canvas, (0, 0.02), (10, 0.1), (19, 0.01))
    wanted = np.interp(np.arange(EPOCHS), (0, 10, 19), (0.02, 0.1, 0.01))
    assert canvas.curve == pytest.approx(wanted, abs=0.002)


def test_drawing_backwards_is_drawing_too(qtbot: QtBot, canvas: DrawingCanvas) -> None:
    drag(qtbot, canvas, (15, 0.02), (5, 0.1))
    assert canvas.curve[5:16] == pytest.approx(np.linspace(0.1, 0.02, 11), abs=0.002)


def test_what_is_not_drawn_stays_as_the_schedule_has_it(qtbot: QtBot, canvas: DrawingCanvas) -> None:
    drag(qtbot, canvas, (10, 0.05), (12, 0.05))
    assert (canvas.curve[:10] == 0.1).all()
    assert (canvas.curve[13:] == 0.1).all()


def test_on_a_logarithmic_axis_a_straight_drag_is_an_exponential_fall(qtbot: QtBot, canvas: DrawingCanvas) -> None:
    canvas.set_log(True)
    drag(qtbot, canvas, (0, 0.1), (19, 0.001))
    assert canvas.curve == pytest.approx(np.geomspace(0.1, 0.001, EPOCHS), rel=0.08)


def test_leaving_the_field_stays_at_its_edge(qtbot: QtBot, canvas: DrawingCanvas) -> None:
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(canvas, left, pos=point(canvas, 0, 0.05))
    qtbot.mouseMove(canvas, QPoint(2000, -500))
    qtbot.mouseRelease(canvas, left, pos=QPoint(2000, -500))
    assert canvas.curve[-1] == pytest.approx(canvas.scale.high)
    drag(qtbot, canvas, (3, 0.05), (3, -1.0))
    assert canvas.curve.min() == 0.0


def test_each_stroke_tells_of_the_new_curve(qtbot: QtBot, canvas: DrawingCanvas) -> None:
    with qtbot.waitSignal(canvas.drawn):
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=point(canvas, 3, 0.05))


def test_another_number_of_epochs_clears_the_curve(qtbot: QtBot, canvas: DrawingCanvas) -> None:
    drag(qtbot, canvas, (0, 0.05), (5, 0.05))
    canvas.set_guide(np.full(EPOCHS, 0.2))
    assert canvas.curve is not None
    canvas.set_guide(np.full(7, 0.2))
    assert canvas.curve is None


def test_without_a_schedule_nothing_is_drawn(qtbot: QtBot, canvas: DrawingCanvas) -> None:
    canvas.set_guide(None)
    drag(qtbot, canvas, (0, 0.05), (5, 0.05))
    assert canvas.curve is None
    canvas.grab()
