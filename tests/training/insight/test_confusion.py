from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from sklearn.metrics import confusion_matrix, precision_score, recall_score
from torch import nn

from tests.training.insight.networks import DATA, cases
from training.engine.data.dataset import Dataset
from training.engine.networks import build_network
from training.experiment.networks import Linear
from training.insight.confusion import Confusion, Division, confusion, describe_confusion
from training.insight.view import logits_of


@settings(max_examples=40)
@given(case=cases())
def test_the_counts_are_scikit_learn_s(case: tuple[nn.Sequential, Dataset]) -> None:
    network, data = case
    for division in Division:
        x, y = division.rows_of(data)
        taken, names = logits_of(network, x).argmax(1), range(len(data.classes))
        matrix = confusion(network, data, division)
        assert matrix.counts.tolist() == confusion_matrix(y, taken, labels=names).tolist()
        recall = recall_score(y, taken, labels=names, average=None, zero_division=np.nan)
        precision = precision_score(y, taken, labels=names, average=None, zero_division=np.nan)
        assert np.allclose(matrix.recall, recall, equal_nan=True)
        assert np.allclose(matrix.precision, precision, equal_nan=True)
        assert np.allclose(matrix.shares.diagonal(), recall, equal_nan=True)
        for true in names:
            for guess in names:
                found = ((y == true) & (taken == guess)).nonzero().flatten().tolist()
                assert matrix.first_row(true, guess) == (found[0] if found else None)


def test_the_mistakes_are_told_most_frequent_first() -> None:
    counts = np.array([[5, 1, 0], [0, 4, 3], [0, 0, 7]])
    assert describe_confusion(Confusion(("a", "b", "c"), Division.TRAINING, counts)) == [
        "16 of 20 training rows are classified rightly (80.0%).",
        "3 rows of b were taken for c.",
        "1 row of a was taken for b.",
    ]


def test_a_part_without_rows_is_told() -> None:
    data = DATA["moons"]
    empty = replace(data, val_x=data.x[:0], val_y=data.y[:0])
    matrix = confusion(build_network(Linear(), empty), empty, Division.VALIDATION)
    assert describe_confusion(matrix) == ["There are no validation rows."]
