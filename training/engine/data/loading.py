"""From the settings to the rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from training.engine.data.dataset import SAMPLE_ROWS, Dataset, Sample
from training.engine.data.split import check_size, divide, split_rows, standardise
from training.engine.data.table.loading import load_table
from training.experiment.data import DataSettings


def load(settings: DataSettings) -> Dataset:
    """Make or read the rows; the same settings give the same rows. Raises DataError."""
    its: Any = settings
    if settings.reads_file:
        return load_table(its)
    return _bundled(settings) if settings.bundled else _made(settings)


def made(settings: DataSettings) -> tuple[Tensor, Tensor]:
    """Return x (rows, features) float32 and y (rows,) int64, made from a seed by the very lines that a script has."""
    names: dict[str, Any] = {"torch": torch, "math": math}
    exec(compile(settings.source(), f"script: {settings.kind}", "exec"), names)
    return names["x"], names["y"]


def _made(settings: DataSettings) -> Dataset:
    check_size(getattr(settings, "rows", 0), getattr(settings, "features", 0))
    x, y = made(settings)
    features = [f"x{number + 1}" for number in range(x.shape[1])]
    classes = [f"{settings.word} {number + 1}" for number in range(int(y.max()) + 1)]
    return divide(x, y, split_rows(y, settings), features, classes, _sample(x, y, features, classes))


def _bundled(settings: DataSettings) -> Dataset:
    x, y, features, classes = _read_bundled(settings.bundled)
    split, sample = split_rows(y, settings), _sample(x, y, features, classes)
    scaled = standardise(x, split) if settings.standardised else x / settings.divisor
    return divide(scaled, y, split, features, classes, sample, image=settings.image)


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
