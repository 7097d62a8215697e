from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF

from gui.plots.lr_plot import LrPlot
from gui.plots.plots_panel import PlotsPanel
from gui.widgets.appearance import Appearance
from tests.gui.conftest import MakeSchedule
from training.schedule.preview import Schedule

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # which the offscreen platform does not have


def labels(panel: PlotsPanel) -> list[str]:
    plot = panel.findChild(LrPlot, "plot.lr")
    return [text for _, text in plot.labels.placed(QFontMetricsF(plot.font()))]


def test_each_step_says_its_rate_and_its_first_epoch(panel: PlotsPanel, make_schedule: MakeSchedule) -> None:
    panel.set_schedule(make_schedule(10, 5))
    assert labels(panel) == ["0.1 from epoch 1", "0.05 from epoch 6"]
    panel.set_schedule(None)
    assert labels(panel) == []


def test_the_first_epochs_are_counted_from_0_on_request(
    panel: PlotsPanel, make_schedule: MakeSchedule, appearance: Appearance
) -> None:
    panel.set_schedule(make_schedule(10, 5))
    appearance.set_first_epoch(0)
    assert labels(panel) == ["0.1 from epoch 0", "0.05 from epoch 5"]


def test_short_steps_say_only_their_rate_or_nothing(panel: PlotsPanel, make_schedule: MakeSchedule) -> None:
    panel.resize(420, 640)
    panel.set_schedule(make_schedule(40, 5))
    assert labels(panel)[:1] == ["0.1"]
    assert len(labels(panel)) < 8
    assert "from" not in "".join(labels(panel))


def test_many_changes_have_labels_only_when_zoomed_in(panel: PlotsPanel) -> None:
    rates = np.linspace(0.1, 0, 201)
    panel.set_schedule(Schedule(200, rates[None]))
    assert labels(panel) == []
    panel.findChild(LrPlot, "plot.lr").view.setXRange(100.5, 104.5, padding=0)
    assert labels(panel) == [
        "0.05 from epoch 101",
        "0.0495 from epoch 102",
        "0.049 from epoch 103",
        "0.0485 from epoch 104",
    ]


def test_labels_do_not_leave_the_plot_or_cover_each_other(panel: PlotsPanel, make_schedule: MakeSchedule) -> None:
    panel.set_schedule(make_schedule(12, 3))
    plot = panel.findChild(LrPlot, "plot.lr")
    metrics = QFontMetricsF(plot.font())
    placed = plot.labels.placed(metrics)
    assert len(placed) == 4
    right = 0.0
    for position, text in placed:
        assert right < position.x()
        right = position.x() + metrics.horizontalAdvance(text)
        assert position.y() - metrics.ascent() > 0
        assert position.y() < plot.view.height()
    assert right <= plot.view.width()


def test_a_rate_that_a_logarithmic_axis_cannot_show_has_no_label(panel: PlotsPanel) -> None:
    rates = np.array([0.1, 0.1, 0.0, 0.0])
    panel.set_schedule(Schedule(3, rates[None]))
    panel.set_log("lr", True)
    assert labels(panel) == ["0.1 from epoch 1"]


def test_no_label_says_that_an_epoch_has_the_rate_of_its_first_batch(panel: PlotsPanel) -> None:
    panel.set_schedule(Schedule(2, np.array([[0.1, 0.2, 0.3, 0.2, 0.1]]), per_epoch=2))
    assert labels(panel) == []
    panel.set_schedule(Schedule(2, np.array([[0.1, 0.1, 0.05, 0.05, 0.05]]), per_epoch=2))
    assert labels(panel) == ["0.1 from epoch 1", "0.05 from epoch 2"]


def test_the_crosshair_says_an_epoch_s_first_and_last_rate_and_the_extremes_between(panel: PlotsPanel) -> None:
    panel.set_schedule(Schedule(2, np.array([[0.1, 0.4, 0.2, 0.2, 0.1]]), per_epoch=2))
    plot = panel.findChild(LrPlot, "plot.lr")
    assert plot.numbers(None, 1) == "epoch 1   planned 0.1 → 0.4   after it 0.2"
    assert plot.numbers(None, 2) == "epoch 2   planned 0.2   after it 0.1"
    panel.set_schedule(Schedule(1, np.array([[0.1, 0.4, 0.01, 0.2, 0.3]]), per_epoch=4))
    assert plot.numbers(None, 1) == "epoch 1   planned 0.1 → 0.2, lowest 0.01, highest 0.4   after it 0.3"
