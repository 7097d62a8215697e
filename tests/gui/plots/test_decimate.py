from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gui.plots.decimate import BLOCK, Bins, Column, Extremes, Thinned, even_bins, log_bins, thin, uneven_bins

VALUES = st.one_of(st.floats(), st.floats(-10, 10), st.just(math.nan))
COLUMNS = st.integers(1, 3000).flatmap(lambda n: arrays(np.float64, n, elements=VALUES, fill=st.floats(-1, 1)))


@st.composite
def cut_columns(draw: st.DrawFn) -> tuple[Column, Bins]:
    """A column and a cut of a part of it into bins, even, logarithmic or neither, narrow or wide."""
    column = draw(COLUMNS)
    start = draw(st.integers(0, len(column) - 1))
    stop = draw(st.integers(start + 1, len(column)))
    if draw(st.booleans()):
        edges = draw(st.lists(st.floats(-10.0, len(column) + 10.0), max_size=40))
        return column, uneven_bins(start, stop, np.array(sorted(edges)))
    if draw(st.booleans()):
        return column, even_bins(start, stop, draw(st.floats(0.01, 500)))
    return column, log_bins(start, stop, draw(st.floats(0.001, 1)))


def grown(column: Column, steps: int = 1) -> Extremes:
    extremes = Extremes()
    for part in np.array_split(np.arange(len(column)), steps):
        if len(part):
            extremes.update(column[: part[-1] + 1])
    return extremes


def finite(values: Column) -> Column:
    return values[np.isfinite(values)]


def thinned(values: list[float], width: float = 1, **options: bool) -> Thinned:
    column = np.array(values)
    return thin(column, grown(column), even_bins(0, len(column), width), **options)


@given(cut_columns(), st.integers(1, 7))
def test_every_bin_keeps_its_lowest_and_its_highest_value(cut: tuple[Column, Bins], steps: int) -> None:
    column, bins = cut
    summary = grown(column, steps).summary(column, bins)
    for index, (start, stop) in enumerate(zip(bins.edges[:-1], bins.edges[1:], strict=True)):
        last = math.ceil(stop / BLOCK) * BLOCK if index >= bins.coarse else stop  # blocks are not cut
        there = finite(column[start:last])
        low, high = summary.low[index], summary.high[index]
        assert (low, high) == (there.min(), there.max()) if len(there) else np.isnan([low, high]).all()
        assert summary.gap[index] == (len(there) < len(column[start:last]))


@given(cut_columns())
def test_bins_cover_the_rows_in_order(cut: tuple[Column, Bins]) -> None:
    column, bins = cut
    assert (np.diff(bins.edges) > 0).all()
    assert 0 <= bins.edges[0] < bins.edges[-1] <= len(column)
    assert 0 <= bins.coarse < len(bins.edges)
    assert not (bins.edges[bins.coarse : -1] % BLOCK).any()


@given(cut_columns(), st.booleans(), st.booleans())
def test_a_line_runs_to_the_right_and_touches_both_extremes(
    cut: tuple[Column, Bins], stairs: bool, positive: bool
) -> None:
    column, bins = cut
    line = thin(column, grown(column), bins, stairs=stairs, positive=positive)
    assert len(line.x) == len(line.y) <= 2 * (len(bins.edges) - 1) + 1
    assert (np.diff(line.x) >= 0).all()
    shown = finite(column[bins.edges[0] : bins.edges[-1]])
    shown = shown[shown > 0] if positive else shown
    if len(shown) and bins.coarse == len(bins.edges) - 1:
        assert np.nanmax(line.y) == shown.max()
        assert positive or np.nanmin(line.y) == shown.min()


@given(COLUMNS, st.floats(1, 900))
def test_the_newest_value_is_always_drawn_as_it_is(column: Column, width: float) -> None:
    line = thin(column, grown(column), even_bins(0, len(column), width))
    if np.isfinite(column[-1]):
        assert line.x[-1] == len(column)
        assert line.y[-1] == column[-1]


@given(COLUMNS, st.floats(1, 900))
def test_growing_does_not_move_the_bins(column: Column, width: float) -> None:
    before, after = even_bins(0, len(column), width), even_bins(0, len(column) + 500, width)
    assert before.edges[:-1].tolist() == after.edges[: len(before.edges) - 1].tolist()


def test_rows_of_their_own_are_drawn_at_their_epochs() -> None:
    line = thinned([3, 1, 2])
    assert (line.x.tolist(), line.y.tolist()) == ([1, 2, 3], [3, 1, 2])


def test_stairs_cover_each_epoch_from_half_before_to_half_after() -> None:
    line = thinned([3, 1], stairs=True)
    assert (line.x.tolist(), line.y.tolist()) == ([0.5, 1.5, 1.5, 2.5], [3, 3, 1, 1])


def test_a_falling_bin_is_drawn_from_high_to_low() -> None:
    assert thinned([4, 3, 2, 1], 4).y.tolist() == [4, 1, 1]  # and the newest
    assert thinned([1, 2, 3, 4], 4).y.tolist() == [1, 4, 4]


def test_what_is_not_finite_leaves_a_gap_that_can_be_marked() -> None:
    line = thinned([1, math.nan, math.inf, 2, 3, -math.inf])
    assert np.isnan(line.y).tolist() == [False, True, True, False, False, True]
    assert line.gaps.tolist() == [[1.5, 3.5], [5.5, 6.5]]


def test_a_gap_within_a_bin_is_marked_and_hides_no_neighbour() -> None:
    line = thinned([1, math.nan, 5, 2], 4)
    assert line.y.tolist() == [1, 5, 2]
    assert line.gaps.tolist() == [[0.5, 4.5]]


@pytest.mark.parametrize("width", [1, 2])
def test_a_value_that_stands_alone_gets_a_dot(width: int) -> None:
    line = thinned([math.nan, math.nan, 7, math.nan, math.nan, math.nan], width)
    assert line.dot_y.tolist() == [7]


def test_every_epoch_gets_a_dot_on_request() -> None:
    line = thinned([1, math.nan, 3], dotted=True)
    assert (line.dot_x.tolist(), line.dot_y.tolist()) == ([1, 3], [1, 3])


def test_a_logarithmic_axis_leaves_out_what_is_not_above_zero() -> None:
    line = thinned([1, 0, -3, 2], positive=True)
    assert [value for value in line.y.tolist() if value == value] == [1, 2]
    assert not len(line.gaps)


def test_a_bin_that_reaches_below_zero_keeps_what_is_above() -> None:
    assert thinned([-1, 5, 3, 4], 4, positive=True).y.tolist() == [5, 5, 4]


@given(COLUMNS, st.data())
def test_rows_that_have_changed_are_read_again(column: Column, data: st.DataObject) -> None:
    extremes, row = grown(column), data.draw(st.integers(0, len(column)))
    changed = np.concatenate((column[:row], -column[row:]))
    extremes.forget(row)
    extremes.update(changed)
    bins = even_bins(0, len(column), 100)
    for kept, fresh in zip(extremes.summary(changed, bins), grown(changed).summary(changed, bins), strict=True):
        np.testing.assert_array_equal(kept, fresh)


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.floats(0.001, 2))
def test_bins_of_a_logarithmic_axis_leave_out_no_row_at_either_end(start: int, count: int, step: float) -> None:
    bins = log_bins(start, start + count, step)
    assert start - BLOCK < bins.edges[0] <= start
    assert bins.edges[-1] == start + count
