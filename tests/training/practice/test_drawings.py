"""Schedules to draw."""

from __future__ import annotations

import numpy as np
import pytest

from training.experiment.experiment import Experiment
from training.practice.drawing import compare
from training.practice.drawings import read_drawings
from training.practice.guesses import Kind
from training.schedule.preview import preview


@pytest.mark.parametrize("experiment", read_drawings(), ids=lambda experiment: experiment.scheduler.kind)
def test_the_true_curve_is_called_right_and_no_two_rates_are_all_there_is(experiment: Experiment) -> None:
    true = np.asarray(preview(experiment).lr)
    assert len(set(true.tolist())) > 1
    assert compare(true, true).kind is Kind.RIGHT
