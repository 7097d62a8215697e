from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gui.plots.decimate import Column
from gui.plots.smoothing import CHUNK, Smoother

WEIGHTS = st.floats(0, 0.99)
COLUMNS = st.integers(1, 400).flatmap(
    lambda n: arrays(np.float64, n, elements=st.one_of(st.floats(-100, 100), st.sampled_from([math.nan, math.inf])))
)


def smoothed(column: Column, weight: float) -> Column:
    return Smoother(weight).extend(column, len(column))


def by_definition(column: Column, weight: float) -> list[float]:
    """The weighted mean of all finite values so far, each by its distance."""
    result = []
    for epoch, newest in enumerate(column):
        past = column[: epoch + 1]
        weights = weight ** np.arange(epoch, -1, -1.0) * np.isfinite(past)
        mean = (weights * np.where(np.isfinite(past), past, 0)).sum() / (weights.sum() or 1)
        result.append(mean if np.isfinite(newest) else math.nan)
    return result


@given(COLUMNS, WEIGHTS)
def test_it_is_the_mean_weighted_by_distance(column: Column, weight: float) -> None:
    np.testing.assert_allclose(smoothed(column, weight), by_definition(column, weight), rtol=1e-9, atol=1e-9)


@given(st.floats(-1e300, 1e300), st.integers(1, 500), WEIGHTS)
def test_a_constant_stays_constant(value: float, epochs: int, weight: float) -> None:
    np.testing.assert_allclose(smoothed(np.full(epochs, value), weight), value, rtol=1e-12, atol=1e-300)


@given(COLUMNS)
def test_weight_zero_changes_nothing(column: Column) -> None:
    np.testing.assert_array_equal(smoothed(column, 0), np.where(np.isfinite(column), column, np.nan))


@given(COLUMNS, COLUMNS, WEIGHTS)
def test_new_epochs_never_change_the_past(column: Column, more: Column, weight: float) -> None:
    smoother = Smoother(weight)
    before = smoother.extend(column, len(column)).copy()
    after = smoother.extend(np.append(column, more), len(more))
    np.testing.assert_array_equal(after[: len(before)], before)
    np.testing.assert_allclose(after, smoothed(np.append(column, more), weight), rtol=1e-9, atol=1e-9)


def test_slices_and_chunks_leave_no_seams() -> None:
    column = np.random.default_rng(0).normal(size=2 * CHUNK + 100)
    smoother = Smoother(0.9)
    while len(piecewise := smoother.extend(column, 5000)) < len(column):
        pass
    np.testing.assert_allclose(piecewise, smoothed(column, 0.9), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("column", [[1e308, -1e308, 1e308], [5e-324] * 4, [1.7976931348623157e308] * 50])
def test_extreme_values_stay_finite(column: list[float]) -> None:
    assert np.isfinite(smoothed(np.array(column), 0.5)).all()
