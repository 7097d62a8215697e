from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from gui.plots.look import Look, Weight


@pytest.mark.parametrize("fine", [True, False])
@pytest.mark.parametrize("straight", [True, False])
@pytest.mark.parametrize("weight", list(Weight))
def test_dashes_are_wide_only_where_they_are_few_and_straight(fine: bool, straight: bool, weight: Weight) -> None:
    assert Look("#123456", dashed=True, weight=weight).wide(fine, straight) == (fine and straight)


def test_smoothed_lines_stand_out_and_raw_ones_behind_them_do_not() -> None:
    assert Look("#123456", weight=Weight.STRONG).pen(fine=False, straight=False).widthF() == 2
    assert Look("#123456", weight=Weight.FAINT).pen(fine=True, straight=False).widthF() == 1


def test_pens_are_cosmetic_so_that_zooming_does_not_widen_them() -> None:
    assert Look("#123456").pen(fine=True, straight=False).isCosmetic()


def test_dashed_curves_have_square_dots_and_solid_ones_round() -> None:
    assert Look("#123456", dashed=True).dot_pen().capStyle() is Qt.PenCapStyle.SquareCap
    assert Look("#123456").dot_pen().capStyle() is Qt.PenCapStyle.RoundCap


def test_stairs_have_no_dots() -> None:
    assert not Look("#123456", stairs=True).dotted
