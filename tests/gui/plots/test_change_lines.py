from __future__ import annotations

import numpy as np
import pytest

from gui.plots.change_lines import MOST_CHANGES, visible_changes
from gui.plots.plot import Plot
from gui.plots.plots_panel import PlotsPanel
from gui.plots.view_box import Window
from tests.gui.conftest import MakeTrace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # which the offscreen platform does not have


def window(first: float, last: float) -> Window:
    return Window(first, last, 500, log_x=False, log_y=False)


def test_changes_are_found_where_the_rate_after_differs() -> None:
    rates = np.array([0.1, 0.1, 0.05, 0.05, 0.05, 0.01])
    assert visible_changes(rates[:-1], rates[1:], window(0.5, 5.5)) == [2, 5]


def test_a_change_by_hand_is_found_in_the_gap_between_two_epochs() -> None:
    lr, lr_after = np.array([0.1, 0.1, 0.01, 0.01]), np.array([0.1, 0.1, 0.01, 0.01])
    assert visible_changes(lr, lr_after, window(0.5, 4.5)) == [2]
    assert visible_changes(lr, lr_after, window(0.5, 2.4)) == [2]  # though the epoch after it is out of view
    assert visible_changes(lr[:2], lr_after[:2], window(0.5, 4.5)) == []


def test_only_changes_in_view_count() -> None:
    rates = 0.1 * 0.5 ** (np.arange(1001) // 100)
    assert visible_changes(rates[:-1], rates[1:], window(0.5, 1000.5)) == list(range(100, 1001, 100))
    assert visible_changes(rates[:-1], rates[1:], window(250, 450)) == [300, 400]


def test_too_many_changes_are_not_marked() -> None:
    rates = np.linspace(1, 0, 100)
    assert visible_changes(rates[:-1], rates[1:], window(0.5, 99.5)) == []
    assert len(visible_changes(rates[:-1], rates[1:], window(10, 10 + MOST_CHANGES - 4))) > 30


def test_the_selected_run_s_changes_go_through_all_plots(panel: PlotsPanel, make_trace: MakeTrace) -> None:
    panel.add_run(1, make_trace([0.5] * 12, epochs=12), "#0072b2", "run")
    plots = [panel.findChild(Plot, f"plot.{name}") for name in ("lr", "loss", "accuracy")]
    assert [plot.change_lines.epochs for plot in plots] == [[]] * 3
    panel.select_run(1)
    assert [plot.change_lines.epochs for plot in plots] == [[5, 10]] * 3
    plots[1].view.setXRange(6, 12, padding=0)
    assert [plot.change_lines.epochs for plot in plots] == [[5, 10]] * 3  # 5 | 6 is at the very edge
    plots[1].view.setXRange(8, 12, padding=0)
    assert [plot.change_lines.epochs for plot in plots] == [[10]] * 3
    panel.select_run(None)
    assert [plot.change_lines.epochs for plot in plots] == [[]] * 3
