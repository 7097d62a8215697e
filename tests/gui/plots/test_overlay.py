from __future__ import annotations

import math

import pytest
from PySide6.QtGui import QColor

from gui.plots.plot import Plot
from gui.plots.plots_panel import PlotsPanel
from gui.widgets.theme import LIGHT
from tests.gui.conftest import MakeTrace

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # which the offscreen platform does not have


def reddish_columns(plot: Plot) -> list[int]:
    """The columns of pixels whose foot is the colour of an error."""
    image, area = plot.grab().toImage(), plot.view.sceneBoundingRect()
    foot = int(area.bottom()) - 3
    return [x for x in range(image.width()) if image.pixelColor(x, foot) == QColor(LIGHT.error)]


def test_epochs_without_a_number_are_marked(panel: PlotsPanel, make_trace: MakeTrace) -> None:
    panel.add_run(1, make_trace([0.5, math.nan, math.nan, 0.4, math.inf, 0.3]), "#0072b2", "run")
    plot = panel.findChild(Plot, "plot.loss")
    left, marked = plot.view.sceneBoundingRect().left(), reddish_columns(plot)
    assert [epoch for epoch in range(1, 11) if int(left + plot.view.pixel_x(epoch)) in marked] == [2, 3, 5]


def test_a_single_one_among_very_many_epochs_is_marked_too(panel: PlotsPanel, make_trace: MakeTrace) -> None:
    losses = [0.5] * 20_000
    losses[7777] = math.nan
    panel.add_run(1, make_trace(losses, epochs=20_000), "#0072b2", "run")
    assert reddish_columns(panel.findChild(Plot, "plot.loss"))


def test_a_run_without_validation_has_no_gaps(panel: PlotsPanel, make_trace: MakeTrace) -> None:
    panel.add_run(1, make_trace([0.5] * 5, validated=False), "#0072b2", "run")
    assert not reddish_columns(panel.findChild(Plot, "plot.loss"))


def test_the_marks_go_with_their_run(panel: PlotsPanel, make_trace: MakeTrace) -> None:
    panel.add_run(1, make_trace([0.5, math.nan, 0.4]), "#0072b2", "run")
    panel.set_run_visible(1, False)
    assert not reddish_columns(panel.findChild(Plot, "plot.loss"))


def test_an_empty_plot_says_what_will_come(panel: PlotsPanel, make_trace: MakeTrace) -> None:
    plot = panel.findChild(Plot, "plot.loss")
    empty = plot.grab().toImage()
    trace = make_trace([])
    panel.add_run(1, trace, "#0072b2", "run")
    assert plot.grab().toImage() == empty
    panel.add_run(1, make_trace([math.nan]), "#0072b2", "run")
    assert plot.grab().toImage() != empty
