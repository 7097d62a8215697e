from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.widgets.color_scale import ColorScale, ink_on


@given(st.lists(st.floats(allow_nan=True), min_size=1), st.booleans(), st.booleans())
def test_every_number_has_a_colour(numbers: list[float], falls: bool, dark: bool) -> None:
    scale = ColorScale.around(np.array(numbers), falls, dark)
    for number in numbers:
        if not np.isnan(number):
            assert 0 <= scale.part(number) <= 1
            assert scale.color(number).isValid()


@pytest.mark.parametrize("falls", [True, False])
def test_the_best_stands_out_from_the_ground(falls: bool) -> None:
    best, worst = (1.0, 2.0) if falls else (2.0, 1.0)
    on_light, on_dark = (ColorScale.around(np.array([1.0, 2.0]), falls, dark) for dark in (False, True))
    assert on_light.color(best).lightnessF() < on_light.color(worst).lightnessF()
    assert on_dark.color(best).lightnessF() > on_dark.color(worst).lightnessF()


def test_one_run_that_diverged_does_not_hide_the_others() -> None:
    scale = ColorScale.around(np.array([0.2, 0.4, 1e6]), True, False)
    assert scale.part(0.4) - scale.part(0.2) > 0.04


def test_text_can_be_read_on_every_colour() -> None:
    scale = ColorScale.around(np.array([0.0, 1.0]), True, False)
    inks = {ink_on(scale.at(part)).name() for part in (0.0, 1.0)}
    assert inks == {"#000000", "#ffffff"}
