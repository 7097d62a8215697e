from __future__ import annotations

import math
from itertools import zip_longest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.runs.groups import mean_band

COLUMNS = st.lists(st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), max_size=5), max_size=4)


@given(COLUMNS)
def test_the_band_is_of_the_numbers_that_are_there(columns: list[list[float]]) -> None:
    band = mean_band([np.array(column, dtype=float) for column in columns])
    rows = [[value for value in row if not math.isnan(value)] for row in zip_longest(*columns, fillvalue=math.nan)]
    assert band.count.tolist() == [len(row) for row in rows]
    assert len(band.mean) == max(map(len, columns), default=0)
    for place, row in enumerate(rows):
        expected = [sum(row) / len(row), min(row), max(row)] if row else [math.nan] * 3
        assert [band.mean[place], band.low[place], band.high[place]] == pytest.approx(expected, nan_ok=True)


def test_infinities_stay_what_they_are() -> None:
    band = mean_band([np.array([math.inf, -math.inf, math.inf]), np.array([1.0, -math.inf, -math.inf])])
    assert band.mean[:2].tolist() == [math.inf, -math.inf]
    assert math.isnan(band.mean[2])
    assert band.low.tolist() == [1.0, -math.inf, -math.inf]
    assert band.high.tolist() == [math.inf, -math.inf, math.inf]
