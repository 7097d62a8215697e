from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gui.plots.quantity import LOSS
from gui.plots.run_curves import SLICE, RunCurves
from gui.widgets.theme import DARK, LIGHT
from tests.gui.conftest import MakeTrace

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def curves_of(make_trace: MakeTrace) -> Callable[..., RunCurves]:
    def make(losses: list[float], smoothing: float = 0.0, *, validated: bool = True) -> RunCurves:
        run = RunCurves(make_trace(losses, epochs=len(losses), validated=validated), LOSS.channels, stairs=False)
        run.set_smoothing(smoothing)
        run.set_look("#0072b2", LIGHT)
        return run

    return make


def test_curves_grow_with_their_trace(curves_of: Callable[..., RunCurves], add_epochs: Callable[..., None]) -> None:
    run = curves_of([0.5])
    assert run.grow()
    assert not run.grow()
    add_epochs(run.trace, [0.4, 0.3])
    assert run.grow()
    assert [curve.values.tolist() for curve in run.raw] == [[0.5, 0.4, 0.3], [0.6, 0.5, 0.4]]


def test_a_run_without_validation_has_one_figure(curves_of: Callable[..., RunCurves]) -> None:
    run = curves_of([0.5, 0.4], validated=False)
    run.grow()
    assert run.numbers(2) == "training 0.4"


def test_the_numbers_are_the_epoch_s_own_raw_and_smoothed(curves_of: Callable[..., RunCurves]) -> None:
    run = curves_of([0.5, 0.25], 0.5)
    run.grow()
    smoothed = (0.5 * 0.5 + 0.25) / 1.5
    assert run.numbers(2) == (
        f"training 0.25 (smoothed {smoothed:.6g})   validation 0.35 (smoothed {smoothed + 0.1:.6g})"
    )


def test_smoothing_a_long_run_goes_in_slices(curves_of: Callable[..., RunCurves]) -> None:
    run = curves_of([0.5] * (2 * SLICE + 1), 0.9)
    slices = 0
    while run.grow():
        slices += 1
        assert run.behind == (slices < 3)
    assert slices == 3
    np.testing.assert_allclose(run.smooth[0].values, 0.5)


def test_raw_curves_fade_behind_smoothed_ones(curves_of: Callable[..., RunCurves]) -> None:
    run = curves_of([0.5], 0.5)
    for curve in run.curves:
        curve.set_fine(True)
    raw, smooth = run.raw[0].opts["pen"], run.smooth[0].opts["pen"]
    assert raw.color().lightness() > smooth.color().lightness()
    assert raw.widthF() < smooth.widthF()


def test_a_run_takes_the_shade_of_the_scheme(curves_of: Callable[..., RunCurves]) -> None:
    run = curves_of([0.5])
    run.set_look(LIGHT.run(0), DARK)
    run.raw[0].set_fine(True)
    assert run.raw[0].opts["pen"].color().name() == DARK.run(0)
