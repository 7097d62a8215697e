from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.plots.crosshair import CrosshairLine
from gui.plots.plot import Plot
from gui.plots.plots_panel import PlotsPanel
from tests.gui.conftest import MakeSchedule, MakeTrace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # which the offscreen platform does not have
NAMES = ("lr", "loss", "accuracy")


def plot_of(panel: PlotsPanel, name: str) -> Plot:
    return panel.findChild(Plot, f"plot.{name}")


def point_at(panel: PlotsPanel, name: str, epoch: float) -> None:
    plot = plot_of(panel, name)
    QTest.mouseMove(plot.viewport(), plot.mapFromScene(plot.view.mapToScene(plot.view.pixel_x(epoch), 20)))
    QApplication.processEvents()


def lines(panel: PlotsPanel) -> list[float | None]:
    """The epoch at which each plot's line stands; None where it is hidden."""
    found = []
    for plot in (plot_of(panel, name) for name in NAMES):
        (line,) = (overlay for overlay in plot.overlays if isinstance(overlay, CrosshairLine))
        found.append(round(plot.view.position_at(line.pos().x())) if line.isVisible() else None)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_pointing_at_one_plot_moves_the_line_in_all(
    panel: PlotsPanel, qtbot: QtBot, make_schedule: MakeSchedule, name: str
) -> None:
    panel.set_schedule(make_schedule())
    assert lines(panel) == [None] * 3
    with qtbot.waitSignal(panel.epoch_hovered) as hovered:
        point_at(panel, name, 6.4)
    assert hovered.args == [6]
    assert lines(panel) == [6] * 3


def test_the_line_follows_a_table_without_telling_it_again(
    panel: PlotsPanel, qtbot: QtBot, make_schedule: MakeSchedule
) -> None:
    panel.set_schedule(make_schedule())
    with qtbot.assertNotEmitted(panel.epoch_hovered):
        panel.show_epoch(3)
    assert lines(panel) == [3] * 3
    for hiding in (0, -1, 11):
        panel.show_epoch(3)
        panel.show_epoch(hiding)
        assert lines(panel) == [None] * 3


def test_when_the_mouse_leaves_the_line_goes_back(panel: PlotsPanel, make_schedule: MakeSchedule) -> None:
    panel.set_schedule(make_schedule())
    panel.show_epoch(3)
    point_at(panel, "loss", 8)
    assert lines(panel) == [8] * 3
    QTest.mouseMove(plot_of(panel, "loss").viewport(), QPoint(2, 60))
    QApplication.processEvents()
    assert lines(panel) == [3] * 3


def test_keys_step_through_the_epochs(panel: PlotsPanel, qtbot: QtBot, make_trace: MakeTrace) -> None:
    panel.add_run(1, make_trace([0.5] * 7), "#0072b2", "run")
    panel.select_run(1)
    plot, key = plot_of(panel, "accuracy"), Qt.Key
    told: list[int] = []
    panel.epoch_hovered.connect(told.append)
    for pressed in (
        key.Key_Left,
        key.Key_Left,
        key.Key_Right,
        key.Key_End,
        key.Key_Right,
        key.Key_Home,
        key.Key_Left,
    ):
        QTest.keyClick(plot, pressed)
    assert told == [6, 5, 6, 7, 7, 1, 1]
    assert lines(panel) == [1] * 3
    QTest.keyClick(plot, key.Key_Escape)
    assert lines(panel) == [None] * 3


def test_keys_bring_the_epoch_into_view(panel: PlotsPanel, make_schedule: MakeSchedule) -> None:
    panel.set_schedule(make_schedule(1000))
    view = plot_of(panel, "lr").view
    view.setXRange(100, 200, padding=0)
    QTest.keyClick(plot_of(panel, "loss"), Qt.Key.Key_End)
    assert view.viewRange()[0] == pytest.approx([900.5, 1000.5])


def test_keys_do_nothing_without_epochs(panel: PlotsPanel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(panel.epoch_hovered):
        QTest.keyClick(plot_of(panel, "lr"), Qt.Key.Key_Right)
        point_at(panel, "lr", 3)
    assert lines(panel) == [None] * 3


def test_the_line_hides_when_its_epoch_is_gone(panel: PlotsPanel, make_schedule: MakeSchedule) -> None:
    panel.set_schedule(make_schedule(10))
    panel.show_epoch(9)
    panel.set_schedule(make_schedule(5))
    assert lines(panel) == [None] * 3
