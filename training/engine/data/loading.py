"""From the settings to the rows: one entry for each data set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from training.engine.data import synthetic
from training.engine.data.dataset import SAMPLE_ROWS, Dataset, Sample
from training.engine.data.split import check_size, divide, split_rows, standardise
from training.engine.data.table.loading import load_table
from training.experiment.data import (
    Blobs,
    BreastCancer,
    Circles,
    DataSettings,
    Digits,
    Iris,
    Moons,
    Spirals,
    Table,
    Tutorial,
    Wine,
)

Loader = Callable[[Any], Dataset]


def load(settings: DataSettings) -> Dataset:
    """Make or read the rows; the same settings give the same rows. Raises DataError."""
    return LOADERS[type(settings)](settings)


def _made(make: Callable[..., tuple[Tensor, Tensor]], word: str) -> Loader:
    """Return a loader of the synthetic rows that `make` gives; classes are named `word 1` and so on."""

    def loader(settings: DataSettings) -> Dataset:
        fields = settings.arguments()
        del fields["validation"]
        check_size(fields.get("rows", 0), fields.get("features", 0))
        x, y = make(**fields)
        features = [f"x{number + 1}" for number in range(x.shape[1])]
        classes = [f"{word} {number + 1}" for number in range(int(y.max()) + 1)]
        return divide(x, y, split_rows(y, settings), features, classes, _sample(x, y, features, classes))

    return loader


def _bundled(name: str) -> Loader:
    """Return a loader of the set that scikit-learn's function `name` brings, standardised."""

    def loader(settings: DataSettings) -> Dataset:
        x, y, features, classes = _read_bundled(name)
        split = split_rows(y, settings)
        sample = _sample(x, y, features, classes)
        return divide(standardise(x, split), y, split, features, classes, sample)

    return loader


def _digits(settings: Digits) -> Dataset:
    x, y, features, classes = _read_bundled("load_digits")
    brightest = 16
    sample = _sample(x, y, features, classes)
    return divide(x / brightest, y, split_rows(y, settings), features, classes, sample, image=(1, 8, 8))


def _read_bundled(name: str) -> tuple[Tensor, Tensor, list[str], list[str]]:
    from sklearn import datasets  # takes a second to import

    bunch = getattr(datasets, name)()
    x, y = torch.from_numpy(bunch.data).double(), torch.from_numpy(bunch.target).long()
    return (
        x,
        y,
        [str(feature) for feature in bunch.feature_names],
        [str(label) for label in bunch.target_names],
    )


def _sample(x: Tensor, y: Tensor, features: Sequence[str], classes: Sequence[str]) -> Sample:
    rows = zip(x[:SAMPLE_ROWS].tolist(), y[:SAMPLE_ROWS].tolist(), strict=True)
    cells = [(*(f"{value:.4g}" for value in row), classes[label]) for row, label in rows]
    return Sample((*features, "class"), tuple(cells))


LOADERS: dict[type[DataSettings], Loader] = {
    Tutorial: _made(synthetic.tutorial, "class"),
    Moons: _made(synthetic.moons, "moon"),
    Circles: _made(synthetic.circles, "circle"),
    Spirals: _made(synthetic.spirals, "arm"),
    Blobs: _made(synthetic.blobs, "cloud"),
    Iris: _bundled("load_iris"),
    Wine: _bundled("load_wine"),
    BreastCancer: _bundled("load_breast_cancer"),
    Digits: _digits,
    Table: load_table,
}
