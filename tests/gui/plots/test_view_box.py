from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.plots.view_box import LARGEST, EpochViewBox, Window, epochs_span

EXTREMES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, 5e-324, -5e-324, 1e-300, 1e308, -1.7976931348623157e308, 0.1, -0.1]),
)


@pytest.fixture
def view(qapp: object) -> EpochViewBox:
    view = EpochViewBox()
    view.resize(400, 200)
    view.limit_span(epochs_span(100))
    view.show_span(epochs_span(100))
    return view


@given(EXTREMES, EXTREMES)
def test_any_values_give_a_range_that_holds_them(qapp: object, one: float, other: float) -> None:
    view = EpochViewBox()
    view.resize(400, 200)
    low, high = sorted((one, other))
    view.fit_values(low, high)
    bottom, top = view.viewRange()[1]
    assert math.isfinite(bottom)
    assert math.isfinite(top)
    assert bottom <= max(low, -LARGEST)
    assert min(high, LARGEST) <= top
    assert bottom < top


@pytest.mark.parametrize("logarithmic", [False, True])
def test_pixels_and_epochs_map_to_each_other(view: EpochViewBox, logarithmic: bool) -> None:
    view.log_x = logarithmic
    view.limit_span(epochs_span(100))
    view.show_span(epochs_span(100))
    assert view.pixel_x(0.5) == pytest.approx(0)
    assert view.pixel_x(100.5) == pytest.approx(400)
    for epoch in (1, 7.5, 50, 100):
        assert view.position_at(view.pixel_x(epoch)) == pytest.approx(epoch)


def test_no_pixel_shows_what_a_logarithmic_axis_cannot(view: EpochViewBox) -> None:
    view.log_y = True
    assert math.isnan(view.pixel_y(0))
    assert math.isfinite(view.pixel_y(0.1))


def test_an_epoch_out_of_sight_is_revealed_without_zooming(view: EpochViewBox) -> None:
    view.setXRange(10, 20, padding=0)
    view.reveal(39.5, 40.5)
    assert view.viewRange()[0] == pytest.approx([30.5, 40.5])
    view.reveal(34.5, 35.5)
    assert view.viewRange()[0] == pytest.approx([30.5, 40.5])
    view.reveal(0.5, 1.5)
    assert view.viewRange()[0] == pytest.approx([0.5, 10.5])


def test_no_one_gets_away_from_the_epochs(view: EpochViewBox) -> None:
    view.setXRange(-500, 5000, padding=0)
    assert view.viewRange()[0] == pytest.approx([0.5, 100.5])
    view.setXRange(50, 50.001, padding=0)
    assert view.viewRange()[0][1] - view.viewRange()[0][0] == pytest.approx(3)


@given(st.floats(0.5, 1e6), st.floats(0.01, 1e6), st.integers(1, 5000), st.booleans(), st.integers(0, 100_000))
def test_a_window_is_cut_into_about_one_bin_a_pixel(
    first: float, span: float, pixels: int, log_x: bool, count: int
) -> None:
    window = Window(first, first + span, pixels, log_x, log_y=False)
    bins = window.bins(count)
    if bins is None:
        assert count == 0 or first > count
    else:
        assert 1 <= len(bins.edges) - 1 <= pixels + 7
