from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.plots.plot import Plot
from gui.plots.plots_panel import PlotsPanel
from gui.plots.view_box import EpochViewBox
from gui.theme import LIGHT

from .conftest import MakeSchedule, MakeTrace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # which the offscreen platform does not have


def views(panel: PlotsPanel) -> list[EpochViewBox]:
    return [panel.findChild(Plot, f"plot.{name}").view for name in ("lr", "loss", "accuracy")]


def ranges(panel: PlotsPanel) -> list[list[float]]:
    return [view.viewRange()[0] for view in views(panel)]


@pytest.mark.parametrize("index", range(3))
def test_what_moves_one_plot_moves_all(panel: PlotsPanel, make_schedule: MakeSchedule, index: int) -> None:
    panel.set_schedule(make_schedule(100))
    views(panel)[index].setXRange(20, 30, padding=0)
    assert ranges(panel) == [[20, 30]] * 3


def test_the_whole_plan_is_seen_from_the_start(panel: PlotsPanel, make_schedule: MakeSchedule) -> None:
    assert ranges(panel) == [[0.5, 10.5]] * 3
    panel.set_schedule(make_schedule(100))
    assert ranges(panel) == [[0.5, 100.5]] * 3


def test_it_is_right_before_the_first_layout(qtbot: QtBot, make_schedule: MakeSchedule) -> None:
    panel = PlotsPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.set_schedule(make_schedule(100))
    assert ranges(panel) == [[0.5, 100.5]] * 3


def test_it_reaches_to_what_any_visible_run_has_or_plans(
    panel: PlotsPanel, make_schedule: MakeSchedule, make_trace: MakeTrace
) -> None:
    panel.set_schedule(make_schedule(20))
    panel.add_run(1, make_trace([0.5] * 3, epochs=50), "#0072b2", "long plan")
    assert ranges(panel)[0][1] == 50.5
    panel.add_run(2, make_trace([0.5] * 80, epochs=10), "#0072b2", "resumed")
    assert ranges(panel)[0][1] == 80.5
    panel.set_run_visible(2, False)
    assert ranges(panel)[0][1] == 50.5
    panel.remove_run(1)
    assert ranges(panel)[0][1] == 20.5


def test_what_the_user_chose_stays_until_everything_is_asked_for(
    panel: PlotsPanel, make_schedule: MakeSchedule
) -> None:
    panel.set_schedule(make_schedule(100))
    views(panel)[0].setXRange(20, 30, padding=0)
    views(panel)[0].zoomed.emit(0)
    panel.set_schedule(make_schedule(200))
    assert ranges(panel) == [[20, 30]] * 3
    panel.view_all()
    assert ranges(panel) == [[0.5, 200.5]] * 3


def test_a_double_click_shows_everything(panel: PlotsPanel, qtbot: QtBot, make_schedule: MakeSchedule) -> None:
    panel.set_schedule(make_schedule(100))
    views(panel)[0].setXRange(20, 30, padding=0)
    plot = panel.findChild(Plot, "plot.loss")
    place = plot.mapFromScene(plot.view.sceneBoundingRect().center())
    qtbot.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert ranges(panel) == [[0.5, 100.5]] * 3


def test_logarithmic_epochs_are_shared_too(panel: PlotsPanel, make_schedule: MakeSchedule) -> None:
    panel.set_schedule(make_schedule(100))
    panel.set_log("epoch", True)
    assert len({tuple(epochs) for epochs in ranges(panel)}) == 1
    assert views(panel)[2].place_at(0) == pytest.approx(0.5)
    panel.set_log("epoch", False)
    assert ranges(panel) == [[0.5, 100.5]] * 3


@pytest.mark.parametrize("epochs", [1, 2, 10**6, 10**9])
def test_any_number_of_epochs_can_be_shown(panel: PlotsPanel, make_trace: MakeTrace, epochs: int) -> None:
    panel.add_run(1, make_trace([0.5], epochs=epochs), "#0072b2", "run")
    panel.grab()
    assert ranges(panel)[1] == [0.5, epochs + 0.5]
