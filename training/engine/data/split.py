"""The division into a training and a validation part, and what only the training part may decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from training.engine.data.dataset import Dataset, Sample
from training.engine.data.errors import DataError, listed
from training.experiment.data import DataSettings
from training.machine.memory import free_memory

BYTES = 8  # of a float64
LARGEST_INPUT = 50_000_000  # numbers: 400 MB as float64


@dataclass(frozen=True, eq=False)
class Split:
    """Which rows are for training and which for validation: indices, in shuffled order."""

    training: Tensor
    validation: Tensor


def split_rows(y: Tensor, settings: DataSettings) -> Split:
    """Divide the rows of classes y (rows,); raises DataError if too little is left to train on."""
    held_back = round(len(y) * settings.validation)
    order = torch.randperm(len(y), generator=torch.Generator().manual_seed(settings.seed))
    split = Split(training=order[held_back:], validation=order[:held_back])
    seen = len(torch.unique(y[split.training]))
    if seen < 2:
        raise DataError(
            f"Training needs rows of two classes, but the {len(split.training)} of {len(y)} rows left for it "
            f"are of {seen}. Give more rows, or lower data.validation ({settings.validation:g})."
        )
    return split


def check_size(rows: int, features: int) -> None:
    """Refuse what would not fit into the memory of an ordinary computer; raises DataError."""
    if rows * features > LARGEST_INPUT:
        raise DataError(
            f"{rows} rows with {features} features each are too many: {LARGEST_INPUT} numbers are the limit. "
            "Take fewer rows or fewer features."
        )
    needed, free = rows * features * BYTES, free_memory()
    if free is not None and needed > free:
        raise DataError(
            f"{rows} rows with {features} features each need at least {needed / 1e6:,.0f} MB of memory, and "
            f"only {free / 1e6:,.0f} MB can be had. Take fewer rows or fewer features."
        )


def constant(values: Tensor) -> Tensor:
    """Return for each column of values (rows, columns) whether all its rows are equal."""
    return values.amin(0) == values.amax(0)


def standardise(values: Tensor, split: Split) -> Tensor:
    """Shift and scale each column of float64 values (rows, columns) to mean 0 and deviation 1.

    Only the training rows count; a column that is constant there becomes 0 everywhere.
    """
    # the squares of numbers beyond 1e154 would overflow
    largest = values[split.training].abs().amax(0).clamp(min=torch.finfo(values.dtype).tiny)
    values = values / largest
    training = values[split.training]
    deviation = training.std(0, correction=0).masked_fill(constant(training), 0.0)
    return ((values - training.mean(0)) / deviation).masked_fill(deviation == 0, 0.0)


def divide(
    x: Tensor,
    y: Tensor,
    split: Split,
    features: Sequence[str],
    classes: Sequence[str],
    sample: Sample,
    image: tuple[int, int, int] | None = None,
    notes: Sequence[str] = (),
) -> Dataset:
    """Return the data set of x (rows, features) and y (rows,), divided as `split` says; raises DataError."""
    x = x.float()
    endless = [name for name, is_finite in zip(features, x.isfinite().all(0), strict=True) if not is_finite]
    if endless:
        raise DataError(f"The numbers of {listed(endless)} lie too far apart for float32. Correct or leave them out.")
    return Dataset(
        x=x[split.training],
        y=y[split.training],
        val_x=x[split.validation],
        val_y=y[split.validation],
        features=tuple(features),
        classes=tuple(classes),
        image=image,
        sample=sample,
        notes=tuple(notes),
    )
