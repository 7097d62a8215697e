from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.plots.lr_plot import LrPlot
from gui.plots.milestones import MOST_HANDLES
from gui.plots.plots_panel import PlotsPanel
from tests.gui.conftest import MakeSchedule

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # which the offscreen platform does not have
BETWEEN_MOVES = 15  # milliseconds; pyqtgraph drops moves that follow each other faster


@pytest.fixture
def plot(panel: PlotsPanel, make_schedule: MakeSchedule) -> LrPlot:
    panel.set_schedule(make_schedule(10))
    return panel.findChild(LrPlot, "plot.lr")


def position(plot: LrPlot, epoch: float) -> QPoint:
    return plot.mapFromScene(plot.view.mapToScene(plot.view.pixel_x(epoch), 60))


def shown(plot: LrPlot) -> list[int]:
    return [handle.milestone for handle in plot.milestones.handles]


def drag(plot: LrPlot, start: float, *stops: float) -> None:
    area, button = plot.viewport(), Qt.MouseButton.LeftButton
    first, *others = [position(plot, epoch) for epoch in (start, *stops)]
    QTest.mouseMove(area, first)
    QTest.qWait(BETWEEN_MOVES)
    QTest.mousePress(area, button, pos=first)
    for other in others:
        QTest.qWait(BETWEEN_MOVES)
        QTest.mouseMove(area, other)
        QApplication.processEvents()
    QTest.mouseRelease(area, button, pos=others[-1])


def test_handles_stand_between_the_old_rate_s_last_epoch_and_the_new_one_s_first(
    panel: PlotsPanel, plot: LrPlot
) -> None:
    panel.set_milestones((7, 3))
    assert shown(plot) == [3, 7]
    positions = [plot.view.position_at(handle.pos().x()) for handle in plot.milestones.handles]
    assert positions == pytest.approx([3.5, 7.5], abs=0.01)
    panel.set_milestones(None)
    assert shown(plot) == []


def test_dragging_snaps_to_whole_epochs_and_tells_each_change_once(
    panel: PlotsPanel, plot: LrPlot, qtbot: QtBot
) -> None:
    panel.set_milestones((3, 6))
    told: list[tuple[int, ...]] = []
    panel.milestones_changed.connect(told.append)
    with qtbot.waitSignal(panel.milestones_dropped):
        drag(plot, 6.5, 6.8, 7.4, 7.6, 8.9)
    assert told == [(3, 7), (3, 8)]
    assert shown(plot) == [3, 8]


def test_a_handle_cannot_pass_its_neighbour_or_the_last_epoch(panel: PlotsPanel, plot: LrPlot) -> None:
    panel.set_milestones((3, 6))
    drag(plot, 6.5, 5.0, 1.0)
    assert shown(plot) == [3, 4]
    drag(plot, 4.5, 8.0, 10.4)
    assert shown(plot) == [3, 10]
    drag(plot, 3.5, 2.0, 0.6)
    assert shown(plot) == [1, 10]


def test_the_form_s_answer_during_a_drag_does_not_disturb_it(panel: PlotsPanel, plot: LrPlot) -> None:
    panel.set_milestones((3, 6))
    panel.milestones_changed.connect(panel.set_milestones)
    handles = list(plot.milestones.handles)
    drag(plot, 3.5, 4.2, 5.4)
    assert shown(plot) == [5, 6]
    assert plot.milestones.handles == handles


def test_dragging_beside_a_handle_moves_the_view_not_the_handle(panel: PlotsPanel, plot: LrPlot) -> None:
    panel.set_milestones((3,))
    plot.view.setXRange(2, 7, padding=0)
    drag(plot, 5.0, 5.5, 6.0)
    assert shown(plot) == [3]
    assert plot.view.viewRange()[0][0] == pytest.approx(1, abs=0.1)


def test_handles_follow_the_view_and_a_logarithmic_axis(panel: PlotsPanel, plot: LrPlot) -> None:
    panel.set_milestones((3,))
    panel.set_log("epoch", True)
    (handle,) = plot.milestones.handles
    assert plot.view.position_at(handle.pos().x()) == pytest.approx(3.5, abs=0.02)
    drag(plot, 3.5, 4.5, 6.5)
    assert shown(plot) == [6]


def test_more_milestones_than_one_can_grasp_have_no_handles(panel: PlotsPanel, plot: LrPlot) -> None:
    panel.set_milestones(tuple(range(1, MOST_HANDLES + 1)))
    assert len(shown(plot)) == MOST_HANDLES
    panel.set_milestones(tuple(range(1, MOST_HANDLES + 2)))
    assert shown(plot) == []


def test_milestones_beyond_any_number_of_epochs_do_no_harm(panel: PlotsPanel, plot: LrPlot) -> None:
    panel.set_milestones((0, 5, 5, 10**18))
    panel.grab()
    assert shown(plot) == [0, 5, 5, 10**18]
