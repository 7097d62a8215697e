from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.plots.plot import Plot
from gui.plots.plots_panel import EPOCHS_BEFORE_A_PLAN, PlotsPanel
from gui.plots.view_box import EpochViewBox
from gui.widgets.appearance import Appearance
from tests.gui.conftest import MakeSchedule, MakeTrace

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


def test_it_is_right_before_the_first_layout(qtbot: QtBot, make_schedule: MakeSchedule, appearance: Appearance) -> None:
    panel = PlotsPanel(appearance)
    qtbot.addWidget(panel)
    panel.set_schedule(make_schedule(100))
    assert ranges(panel) == [[0.5, 100.5]] * 3


def test_a_run_that_trains_has_room_for_all_that_it_plans(
    panel: PlotsPanel, make_schedule: MakeSchedule, make_trace: MakeTrace
) -> None:
    panel.set_schedule(make_schedule(20))
    panel.add_run(1, make_trace([0.5] * 3, epochs=50), "#0072b2", "long plan")
    panel.set_run_live(1, True)
    assert ranges(panel)[0][1] == 50.5
    panel.add_run(2, make_trace([0.5] * 80, epochs=10), "#0072b2", "resumed")
    assert ranges(panel)[0][1] == 80.5
    panel.set_run_visible(2, False)
    assert ranges(panel)[0][1] == 50.5
    panel.set_run_live(1, False)
    assert ranges(panel)[0][1] == 3.5
    panel.remove_run(1)
    assert ranges(panel)[0][1] == 20.5


EPOCHS = st.one_of(st.integers(0, 30), st.sampled_from([10, 1_000, 40_000]))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plan=EPOCHS,
    runs=st.lists(st.tuples(st.integers(0, 40), EPOCHS, st.booleans(), st.booleans()), max_size=4),
    zooms=st.booleans(),
)
def test_view_all_shows_what_the_shown_runs_have_trained(
    panel: PlotsPanel,
    make_schedule: MakeSchedule,
    make_trace: MakeTrace,
    plan: int,
    runs: list[tuple[int, int, bool, bool]],
    zooms: bool,
) -> None:
    for key in panel.keys:
        panel.remove_run(key)
    panel.set_schedule(make_schedule(plan) if plan else None)
    for key, (trained, planned, visible, live) in enumerate(runs):
        panel.add_run(key, make_trace([0.5] * trained, epochs=max(1, planned)), "#0072b2", f"run {key}")
        panel.set_run_live(key, live)
        panel.set_run_visible(key, visible)
    panel.set_schedule(make_schedule(plan + 1) if plan else None)
    if zooms:
        views(panel)[0].setXRange(1, 2, padding=0)
        views(panel)[0].zoomed.emit(0)
    panel.view_all()
    shown = [max(trained, max(1, planned) if live else 0) for trained, planned, visible, live in runs if visible]
    planned = max((max(trained, 1, planned) for trained, planned, visible, _ in runs if visible), default=0)
    last = max(shown, default=0) or (plan and plan + 1) or planned or EPOCHS_BEFORE_A_PLAN
    assert ranges(panel) == [[0.5, last + 0.5]] * 3


def test_a_longer_plan_is_previewed_beside_a_run_but_never_hides_it(
    panel: PlotsPanel, make_schedule: MakeSchedule, make_trace: MakeTrace
) -> None:
    panel.set_schedule(make_schedule(10))
    panel.add_run(1, make_trace([0.5] * 10), "#0072b2", "run")
    for planned, seen in ((20, 20.5), (40_000, 10.5), (40, 40.5), (5, 10.5)):
        panel.set_schedule(make_schedule(planned))
        assert ranges(panel) == [[0.5, seen]] * 3
    panel.set_schedule(make_schedule(40_000))
    views(panel)[0].setXRange(0.5, 40_000.5, padding=0)
    assert ranges(panel) == [[0.5, 40_000.5]] * 3  # one can zoom out to all of it


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
    position = plot.mapFromScene(plot.view.sceneBoundingRect().center())
    qtbot.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=position)
    qtbot.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=position)
    assert ranges(panel) == [[0.5, 100.5]] * 3


def test_logarithmic_epochs_are_shared_too(panel: PlotsPanel, make_schedule: MakeSchedule) -> None:
    panel.set_schedule(make_schedule(100))
    panel.set_log("epoch", True)
    assert len({tuple(epochs) for epochs in ranges(panel)}) == 1
    assert views(panel)[2].position_at(0) == pytest.approx(0.5)
    panel.set_log("epoch", False)
    assert ranges(panel) == [[0.5, 100.5]] * 3


@pytest.mark.parametrize("epochs", [1, 2, 10**6, 10**9])
def test_any_number_of_epochs_can_be_shown(panel: PlotsPanel, make_trace: MakeTrace, epochs: int) -> None:
    panel.add_run(1, make_trace([0.5], epochs=epochs), "#0072b2", "run")
    panel.set_run_live(1, True)
    panel.grab()
    assert ranges(panel)[1] == [0.5, epochs + 0.5]
