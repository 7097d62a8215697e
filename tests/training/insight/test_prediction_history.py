"""What a change of the rate did to a prediction."""

from __future__ import annotations

import numpy as np
import pytest

from training.insight.prediction_history import PredictionHistory

EPOCHS = np.arange(11)
# 10 % an epoch up to epoch 3, then 1 % up to epoch 7, then nothing
SHARE = np.interp(EPOCHS, [0, 3, 7, 10], [0.3, 0.6, 0.64, 0.64])
HISTORY = PredictionHistory(("a", "b"), EPOCHS, np.column_stack([SHARE, 1 - SHARE]), ((3, 0.1, 0.01), (7, 0.01, 0.001)))


def test_movement_is_measured_at_one_rate_on_each_side_of_the_change() -> None:
    assert HISTORY.effect(10, 0, 1).startswith("After epoch 7 the rate fell from 0.01 to 0.001.")
    assert "by 1.00 percentage points an epoch before, and by 0.00 after" in HISTORY.effect(10, 0, 1)
    assert "by 10.00 percentage points an epoch before, and by 1.00 after" in HISTORY.effect(7, 1, 1)


@pytest.mark.parametrize("epoch", [0, 1, 3])
def test_before_the_first_change_there_is_nothing_to_say(epoch: int) -> None:
    assert HISTORY.effect(epoch, 0, 1) == ""


def test_epochs_are_counted_as_everywhere_else() -> None:
    assert HISTORY.effect(10, 0, 0).startswith("After epoch 6 the rate fell")
