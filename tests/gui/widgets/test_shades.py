from __future__ import annotations

import pytest

from gui.widgets.shades import in_scheme, mixed, translucent
from gui.widgets.theme import DARK, LIGHT


@pytest.mark.parametrize("number", range(6))
def test_a_run_s_colour_finds_its_twin_in_the_other_scheme(number: int) -> None:
    assert in_scheme(LIGHT.run(number), DARK) == DARK.run(number)
    assert in_scheme(DARK.run(number), LIGHT) == LIGHT.run(number)
    assert in_scheme(LIGHT.run(number), LIGHT) == LIGHT.run(number)


def test_a_colour_of_the_user_s_stays() -> None:
    assert in_scheme("#123456", DARK) == "#123456"


def test_mixing_goes_from_ground_to_colour() -> None:
    assert [mixed("#ff0000", "#0000ff", share) for share in (0, 0.5, 1)] == ["#0000ff", "#800080", "#ff0000"]


def test_translucent_keeps_the_colour() -> None:
    shade = translucent("#102030", 0.5)
    assert (shade.name(), round(shade.alphaF(), 1)) == ("#102030", 0.5)
