from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.widgets.scale import Scale

highest = st.floats(1e-9, 1e6)


@given(highest, st.booleans(), st.floats(0, 1))
def test_heights_lead_back_to_their_rates(high: float, log: bool, part: float) -> None:
    scale = Scale.for_drawing(high, log)
    assert scale.part(scale.rates(np.array([part]))) == pytest.approx(part, abs=1e-9)


@given(highest, st.booleans())
def test_a_field_to_draw_in_ends_above_the_highest_rate_with_few_round_labels(high: float, log: bool) -> None:
    scale = Scale.for_drawing(high, log)
    assert scale.high > high
    assert 2 <= len(scale.ticks) <= 5
    assert all(scale.low < tick < scale.high and len(f"{tick:.2e}".rstrip("0")) for tick in scale.ticks)


def test_the_labels_are_round() -> None:
    assert [f"{tick:g}" for tick in Scale.for_drawing(0.1, log=False).ticks] == ["0.025", "0.05", "0.075", "0.1"]
    assert [f"{tick:g}" for tick in Scale.for_drawing(0.09, log=True).ticks] == ["0.01", "0.001", "0.0001"]


def test_small_rates_get_a_logarithmic_axis_unless_one_is_zero() -> None:
    assert Scale.around([np.array([0.1, 0.001])]).log
    assert not Scale.around([np.array([0.1, 0.0])]).log
    assert not Scale.around([np.array([0.1, 0.05])]).log
    assert not Scale.around([np.array([0.1, 0.001])], may_be_log=False).log


@pytest.mark.parametrize("columns", [[], [np.zeros(3)], [np.array([1e-300, 1.0])], [np.array([-0.01, 0.1])]])
def test_every_rate_has_a_height(columns: list[np.ndarray]) -> None:
    scale = Scale.around(columns)
    for column in columns:
        parts = scale.part(column)
        assert ((parts >= 0) & (parts <= 1)).all()
