from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gui.plots import group_curves
from gui.plots.group_curves import Averaged
from training.runs.groups import mean_band


@given(st.lists(st.lists(st.floats(-10, 10), max_size=40), min_size=1, max_size=4), st.data())
def test_the_mean_is_the_same_however_the_runs_grow(columns: list[list[float]], data: st.DataObject) -> None:
    shown = [0] * len(columns)
    averaged = Averaged(lambda: [np.array(column[:end]) for column, end in zip(columns, shown, strict=True)])
    for _ in range(4):
        shown[:] = [data.draw(st.integers(end, len(column))) for column, end in zip(columns, shown, strict=True)]
        averaged.extend()
    shown[:] = map(len, columns)
    while averaged.extend() is not None:
        pass
    assert not averaged.behind
    band = mean_band([np.array(column) for column in columns])
    for kept, whole in zip((averaged.mean, averaged.low, averaged.high), (band.mean, band.low, band.high), strict=True):
        np.testing.assert_array_equal(kept, whole)


def test_long_runs_are_averaged_in_slices() -> None:
    columns = [np.ones(group_curves.SLICE), np.ones(group_curves.SLICE)]
    averaged = Averaged(lambda: columns)
    assert [averaged.extend() for _ in range(3)] == [0, group_curves.SLICE // 2, None]
