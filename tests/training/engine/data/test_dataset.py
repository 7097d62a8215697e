from __future__ import annotations

import torch

from training.engine.data import load
from training.experiment.data import Iris, Moons


def test_the_counts_add_up_to_the_rows() -> None:
    data = load(Iris(validation=0.3))
    assert (data.rows, data.val_rows) == (105, 45)
    assert sum(data.class_counts) == 105
    assert [a + b for a, b in zip(data.class_counts, data.val_class_counts, strict=True)] == [50, 50, 50]


def test_without_validation_its_part_has_no_rows_but_the_same_shape() -> None:
    data = load(Moons(validation=0.0))
    assert data.val_x.shape == (0, 2)
    assert data.val_y.dtype == torch.int64
    assert data.val_class_counts == (0, 0)
