from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.experiment.grammar import MOST_CHARACTERS
from training.schedule.fit import as_lambda, measured
from training.schedule.fit.formula import significant

rates = st.lists(st.floats(0, 1), min_size=1, max_size=150)


@given(rates, st.floats(1e-4, 10))
def test_any_curve_becomes_a_formula_that_torch_runs(curve: list[float], lr: float) -> None:
    scheduler = as_lambda(np.array(curve), lr)
    assert len(scheduler.lr_lambda) <= MOST_CHARACTERS
    assert np.isfinite(measured(np.array(curve), lr, scheduler).rates).all()


def test_the_formula_s_rates_are_the_curve_s() -> None:
    curve = np.concatenate((np.linspace(0.01, 0.1, 10), 0.1 * 0.95 ** np.arange(60)))
    assert measured(curve, 0.1, as_lambda(curve, 0.1)).rms_error < 0.003


def test_a_staircase_takes_two_points_for_each_drop() -> None:
    curve = np.array([0.1] * 5 + [0.05] * 5)
    assert as_lambda(curve, 0.1).lr_lambda == "interp(epoch, (0, 4, 5, 9), (1, 1, 0.5, 0.5))"


def test_one_epoch_is_a_number() -> None:
    assert as_lambda(np.array([0.02]), 0.1).lr_lambda == "0.2"


def test_a_curve_too_restless_for_a_formula_is_smoothed() -> None:
    curve = np.random.default_rng(0).uniform(0, 1, 1000)
    assert measured(curve, 1.0, as_lambda(curve, 1.0)).rms_error == pytest.approx(0.3, abs=0.1)


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=80), st.floats(0.001, 0.5))
def test_lines_between_the_significant_rows_pass_all_others(values: list[float], tolerance: float) -> None:
    column = np.array(values)
    rows = significant(column, tolerance)
    between = np.interp(np.arange(len(column)), rows, column[rows])
    assert np.abs(between - column).max() <= tolerance + 1e-12
