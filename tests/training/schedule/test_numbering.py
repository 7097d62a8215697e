"""Epochs told to someone who counts them from 0."""

from __future__ import annotations

import pytest

from training.schedule.numbering import renumbered


@pytest.mark.parametrize(
    ("from_one", "from_zero"),
    [
        ("The rate rises from 0.01 to 0.1 at epoch 21.", "The rate rises from 0.01 to 0.1 at epoch 20."),
        ("0 in epochs 4 to 10: the run has 10 epochs.", "0 in epochs 3 to 9: the run has 10 epochs."),
        ("0 in 3 of the epochs 2 to 9, a run of 1 epoch.", "0 in 3 of the epochs 1 to 8, a run of 1 epoch."),
        ("Batch 126 (epoch 6) still trains at 0.1.", "Batch 126 (epoch 5) still trains at 0.1."),
        ("epochs 6 and 10 train at 0.1 and 0.2", "epochs 5 and 9 train at 0.1 and 0.2"),
        ("In the last 43 of 1,000 epochs, from epoch 1,000 on", "In the last 43 of 1,000 epochs, from epoch 999 on"),
        ("Train for 10 epochs", "Train for 10 epochs"),
    ],
)
def test_only_what_names_an_epoch_is_counted_anew(from_one: str, from_zero: str) -> None:
    assert renumbered(from_one, 1) == from_one
    assert renumbered(from_one, 0) == from_zero
