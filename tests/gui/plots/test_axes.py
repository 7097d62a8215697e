from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.plots.axes import EpochAxis, ValueAxis, log_ticks
from gui.plots.plots_panel import PlotsPanel
from gui.plots.view_box import EpochViewBox

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # which the offscreen platform does not have


@given(st.floats(-300, 300), st.floats(0, 600), st.floats(1, 50))
def test_logarithmic_ticks_are_few_and_in_range(low: float, span: float, most: float) -> None:
    ticks = log_ticks(low, low + span, most)
    assert len(ticks) <= most + 1
    assert all(low <= tick <= low + span for tick in ticks)


def test_there_are_more_ticks_in_each_decade_where_there_is_room() -> None:
    assert [round(10**tick) for tick in log_ticks(0, 1, 10)] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert [round(10**tick) for tick in log_ticks(0, 1, 5)] == [1, 2, 5, 10]
    assert [round(10**tick) for tick in log_ticks(0, 2, 5)] == [1, 10, 100]


def labels(axis: ValueAxis | EpochAxis, low: float, high: float, size: float = 300) -> list[str]:
    return [
        label for spacing, ticks in axis.tickValues(low, high, size) for label in axis.tickStrings(ticks, 1, spacing)
    ]


@pytest.fixture
def view(qapp: object) -> EpochViewBox:
    return EpochViewBox()


@pytest.mark.parametrize("last", [1, 2, 3, 7, 10, 100, 999, 1_000_000])
@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("log", [False, True])
def test_only_whole_epochs_are_labelled(view: EpochViewBox, last: int, first: int, log: bool) -> None:
    axis = EpochAxis(view, labelled=True)
    axis.set_first(first)
    axis.setLogMode(x=log)
    edges = [math.log10(edge) if log else edge for edge in (0.5, last + 0.5)]
    shown = labels(axis, *edges, 600)
    assert shown
    assert all(first <= int(label) <= last - 1 + first for label in shown)
    assert len(set(shown)) == len(shown)
    assert first or shown[0] == "0"


@pytest.mark.parametrize("log", [False, True])
def test_counted_from_0_each_label_stands_at_the_same_epoch_with_one_less(view: EpochViewBox, log: bool) -> None:
    axis = EpochAxis(view, labelled=True)
    axis.set_first(0)
    axis.setLogMode(x=log)
    for _, ticks in axis.tickValues(0.0 if log else 0.5, 2.0 if log else 100.5, 600):
        for tick, label in zip(ticks, axis.tickStrings(ticks, 1, 1), strict=True):
            assert int(label) + 1 == pytest.approx(10**tick if log else tick)


def test_a_logarithmic_axis_of_little_span_has_even_ticks(view: EpochViewBox) -> None:
    axis = ValueAxis(view)
    axis.setLogMode(y=True)
    assert labels(axis, math.log10(0.27), math.log10(0.33), 120) == ["0.28", "0.3", "0.32"]


def test_small_values_have_short_labels(view: EpochViewBox) -> None:
    axis = ValueAxis(view)
    assert labels(axis, 0, 5e-5)[-1] == "5e-5"


def test_the_value_axes_are_equally_wide(panel: PlotsPanel) -> None:
    plots = [panel.findChild(object, f"plot.{name}") for name in ("lr", "loss", "accuracy")]
    assert len({plot.view.sceneBoundingRect().left() for plot in plots}) == 1
    assert len({plot.view.sceneBoundingRect().width() for plot in plots}) == 1
