from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.widgets.difference import MINUS, signed


@given(st.floats())
def test_the_sign_is_always_there(difference: float) -> None:
    text = signed(difference)
    assert text[:1] == ("" if math.isnan(difference) else "±" if not difference else "+" if difference > 0 else MINUS)
    if 0 < abs(difference) < 1e308:
        assert float(text.replace(MINUS, "-")) == pytest.approx(difference, rel=1e-3)
