from __future__ import annotations

import numpy as np
import pytest

from gui.plots.parallel_axis import choice_axis, number_axis

FIGURE = np.array([0.4, 0.3, 0.2, np.nan])


def test_the_best_number_is_at_the_top() -> None:
    assert number_axis("loss", FIGURE, falls=True).heights[:3] == pytest.approx([0.0, 0.5, 1.0])
    assert number_axis("accuracy", FIGURE, falls=False).heights[:3] == pytest.approx([1.0, 0.5, 0.0])


def test_lines_of_one_value_fan_out_around_it_and_stay_apart_from_the_next() -> None:
    axis = choice_axis("gamma", np.array([0, 0, 1, 1]), ["0.1", "0.5"], np.array([0.0, 1.0, 0.0, 1.0]))
    assert axis.labels == [(0.25, "0.1"), (0.75, "0.5")]
    assert axis.heights == pytest.approx([0.125, 0.375, 0.625, 0.875])
