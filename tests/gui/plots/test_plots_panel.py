from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui.plots.legend import Legend
from gui.plots.plots_panel import DESCRIBE_AFTER, PlotsPanel
from gui.plots.run_plot import RunPlot
from gui.widgets.appearance import Appearance
from gui.widgets.theme import DARK, LIGHT
from tests.gui.conftest import MakeSchedule, MakeTrace
from tests.gui.plots.conftest import positions

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform can do little


def plots(panel: PlotsPanel) -> list[RunPlot]:
    return [panel.findChild(RunPlot, f"plot.{name}") for name in ("lr", "loss", "accuracy")]


def entries(panel: PlotsPanel) -> list[str]:
    return [entry.text for entry in panel.findChild(Legend).entries]


def test_importing_the_plots_loads_neither_torch_nor_pydantic() -> None:
    code = "import sys, gui.plots.plots_panel; print({'torch', 'pydantic'} & set(sys.modules))"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_run_is_followed_as_it_grows(
    panel: PlotsPanel, make_trace: MakeTrace, add_epochs: Callable[..., None]
) -> None:
    trace = make_trace([])
    panel.add_run(1, trace, "#0072b2", "run")
    panel.select_run(1)
    for epoch in range(1, 8):
        add_epochs(trace, [1 / epoch])
        panel.refresh()
        assert plots(panel)[1].curves[0].getData()[1].tolist() == pytest.approx([1 / e for e in range(1, epoch + 1)])
    assert [plot.heading.text for plot in plots(panel)] == [
        "epoch 7   used 0.05   after it 0.05",
        "training 0.142857   validation 0.242857",
        "training 0.828571   validation 0.728571",
    ]
    assert plots(panel)[0].change_lines.epochs == [5]


def test_smoothing_catches_up_by_itself(panel: PlotsPanel, qtbot: QtBot, make_trace: MakeTrace) -> None:
    panel.add_run(1, make_trace([0.5] * 100_000, epochs=100_000), "#0072b2", "run")
    panel.set_smoothing(0.9)
    smooth = plots(panel)[1].curves[2]
    assert 0 < len(smooth.values) < 100_000
    qtbot.waitUntil(lambda: len(smooth.values) == 100_000)


@pytest.mark.parametrize("weight", [-1.0, 0.0, 0.99, 1.0, 7.0])
def test_smoothing_stays_within_its_bounds(panel: PlotsPanel, make_trace: MakeTrace, weight: float) -> None:
    panel.add_run(1, make_trace([0.5, 0.4, 0.3]), "#0072b2", "run")
    panel.set_smoothing(weight)
    panel.grab()
    for curve in plots(panel)[1].curves:
        assert np.isfinite(curve.getData()[1]).all()


def test_the_legend_names_runs_and_what_dashes_mean(
    panel: PlotsPanel, make_schedule: MakeSchedule, make_trace: MakeTrace
) -> None:
    assert entries(panel) == []
    panel.set_schedule(make_schedule())
    assert entries(panel) == ["planned"]
    panel.add_run(1, make_trace([0.5], validated=False), "#0072b2", "<b>first</b>")
    assert entries(panel) == ["planned", "<b>first</b>"]
    panel.add_run(2, make_trace([0.5]), "#d55e00", "second")
    assert entries(panel) == ["planned", "training", "validation", "<b>first</b>", "second"]
    panel.set_run_visible(2, False)
    assert entries(panel) == ["planned", "<b>first</b>"]


def test_the_legend_takes_its_room_from_the_start(panel: PlotsPanel, make_schedule: MakeSchedule) -> None:
    before = plots(panel)[0].geometry()
    panel.set_schedule(make_schedule())
    QApplication.processEvents()
    assert plots(panel)[0].geometry() == before


def test_a_run_can_be_replaced_under_its_key(panel: PlotsPanel, make_trace: MakeTrace) -> None:
    panel.add_run(1, make_trace([0.5]), "#0072b2", "first")
    panel.select_run(1)
    panel.add_run(1, make_trace([0.25, 0.125]), "#0072b2", "again")
    assert entries(panel)[-1:] == ["again"]
    assert len(plots(panel)[1].curves) == 2


def test_removing_the_selected_run_leaves_none_selected(panel: PlotsPanel, make_trace: MakeTrace) -> None:
    panel.add_run(1, make_trace([0.5] * 6), "#0072b2", "run")
    panel.select_run(1)
    panel.remove_run(1)
    assert [plot.heading.text for plot in plots(panel)] == ["", "", ""]
    assert plots(panel)[0].change_lines.epochs == []


def test_the_plots_have_words_for_those_who_do_not_see_them(
    panel: PlotsPanel, qtbot: QtBot, make_trace: MakeTrace
) -> None:
    panel.add_run(1, make_trace([0.8, 0.5]), "#0072b2", "run")
    panel.select_run(1)
    qtbot.waitUntil(
        lambda: "fell from 0.8 to 0.5" in plots(panel)[1].accessibleDescription(), timeout=4 * DESCRIBE_AFTER
    )
    for plot in plots(panel):
        assert plot.accessibleName()
        assert plot.accessibleDescription()


def test_every_widget_that_takes_the_keyboard_has_a_name(panel: PlotsPanel) -> None:
    reached = [widget for widget in panel.findChildren(QWidget) if widget.focusPolicy() and not widget.focusProxy()]
    assert [widget for widget in reached if widget.isVisibleTo(panel)] == plots(panel)
    assert all(widget.accessibleName() for widget in reached)


def test_tab_goes_from_plot_to_plot(panel: PlotsPanel, qtbot: QtBot) -> None:
    panel.activateWindow()
    qtbot.waitActive(panel)
    lr, loss, accuracy = plots(panel)
    lr.setFocus()
    QTest.keyClick(lr, Qt.Key.Key_Tab)
    assert loss.hasFocus()
    QTest.keyClick(loss, Qt.Key.Key_Tab)
    assert accuracy.hasFocus()


def test_another_scheme_recolours_everything_at_once(
    panel: PlotsPanel, make_schedule: MakeSchedule, make_trace: MakeTrace, appearance: Appearance
) -> None:
    panel.set_schedule(make_schedule())
    panel.add_run(1, make_trace([0.5, 0.4]), LIGHT.run(0), "run")
    appearance.set_colors(DARK)
    for plot in plots(panel):
        image = plot.grab().toImage()
        assert image.pixelColor(1, 1) == QColor(DARK.surface)
        assert positions(image, DARK.run(0))
        for gone in (LIGHT.run(0), LIGHT.surface, LIGHT.text, LIGHT.muted, LIGHT.grid):
            assert not positions(image, gone)


def test_the_context_menu_holds_what_the_window_put_there_and_no_lossy_export(panel: PlotsPanel, qtbot: QtBot) -> None:
    action = QAction("View all", panel)
    action.triggered.connect(panel.view_all)
    panel.addAction(action)
    plot, shown = plots(panel)[1], []

    def look() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        shown.extend(entry.text() for entry in menu.actions())
        menu.close()

    QTimer.singleShot(50, look)
    position = QPoint(200, 80)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, position, plot.mapToGlobal(position))
    QApplication.sendEvent(plot.viewport(), event)
    assert shown == ["View all"]


def test_a_right_click_or_drag_does_nothing_of_pyqtgraph_s(panel: PlotsPanel) -> None:
    plot = plots(panel)[1]
    before = plot.view.viewRange()
    QTest.mousePress(plot.viewport(), Qt.MouseButton.RightButton, pos=QPoint(200, 80))
    QTest.qWait(15)
    QTest.mouseMove(plot.viewport(), QPoint(300, 60))
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.RightButton, pos=QPoint(300, 60))
    assert plot.view.viewRange() == before
    assert QApplication.activePopupWidget() is None


def test_plots_can_be_opened_and_closed_again_and_again(
    qtbot: QtBot, make_trace: MakeTrace, appearance: Appearance
) -> None:
    for _ in range(10):
        panel = PlotsPanel(appearance)
        panel.add_run(1, make_trace([0.5, 0.4]), "#0072b2", "run")
        panel.set_milestones((3,))
        panel.show()
        panel.grab()
        panel.close()
        panel.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
