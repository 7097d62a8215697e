"""Guessing a family's numbers: least squares on a grid, and again on ever finer ones around the best point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.experiment.schedulers import SchedulerSettings

Array = NDArray[Any]
Proposal = tuple[float, SchedulerSettings]  # the optimizer's rate, and the scheduler

STARTS = 4  # points of the first grid that are followed further
ROUNDS = 4
FINER = 9  # values between a number's two neighbours
STIFFNESS = 1e-9  # keeps two columns that are alike from an unsolvable system


@dataclass(frozen=True)
class Family:
    """A kind of curve: a weighted sum of columns, whose shape depends on a few numbers."""

    axes: tuple[Array, ...]  # for each number the values to try first, rising; whole numbers stay whole
    # the columns at the epochs t, counted from 0, for arrays of such numbers of shape (points, 1)
    columns: Callable[..., Sequence[Array]]
    # the scheduler for the numbers and the columns' weights; raises ValueError where torch has none
    propose: Callable[[Sequence[Any], Sequence[float]], Proposal]
    weights: int  # how many columns there are
    fixed: int = 0  # what it took to choose the family itself, counted as `size` counts

    @property
    def size(self) -> int:
        """Return how much it takes to say which member is meant; where in time counts twice as much as how high."""
        return self.fixed + self.weights + sum(2 if axis.dtype.kind == "i" else 1 for axis in self.axes)


class Member(NamedTuple):
    """A member of a family: its squared error, numbers and weights, and finer axes around the numbers."""

    error: float
    numbers: list[Any]
    weights: Array
    around: list[Array]


def search(family: Family, t: Array, curve: Array) -> Member:
    """Return the family's member that is nearest to the curve at the epochs t."""
    starts = _nearest(family, family.axes, t, curve, STARTS)
    return min((_refined(family, start, t, curve) for start in starts), key=lambda member: member.error)


def _refined(family: Family, member: Member, t: Array, curve: Array) -> Member:
    for _ in range(ROUNDS if family.axes else 0):
        (member,) = _nearest(family, member.around, t, curve, 1)
    return member


def _nearest(family: Family, axes: Sequence[Array], t: Array, curve: Array, count: int) -> list[Member]:
    grid = [axis.reshape(-1, 1) for axis in np.meshgrid(*axes, indexing="ij")]
    weights, errors = _least_squares(family.columns(t, *grid), curve)
    shape = [len(axis) for axis in axes]
    members = []
    for point in np.argsort(errors, kind="stable")[:count]:
        indices = [int(index) for index in np.unravel_index(point, shape)] if axes else []
        pairs = list(zip(axes, indices, strict=True))
        numbers = [axis[index].item() for axis, index in pairs]
        members.append(Member(float(errors[point]), numbers, weights[point], [_around(*pair) for pair in pairs]))
    return members


def _least_squares(columns: Sequence[Array], curve: Array) -> tuple[Array, Array]:
    """Return the weights, none below 0, (points, columns), and the squared errors, (points,), of each grid point."""
    basis = np.stack(np.broadcast_arrays(*map(np.atleast_2d, columns)), axis=-1)
    transposed = basis.swapaxes(1, 2)
    gram = transposed @ basis + STIFFNESS * np.eye(len(columns))
    weights = np.linalg.solve(gram, (transposed @ curve)[..., None])[..., 0].clip(min=0)
    residuals = (basis @ weights[..., None])[..., 0] - curve
    return weights, np.square(residuals).sum(axis=-1)


def _around(axis: Array, index: int) -> Array:
    low, high = axis[max(0, index - 1)], axis[min(len(axis) - 1, index + 1)]
    finer = np.append(np.linspace(low, high, FINER), axis[index])
    return np.unique(finer.round().astype(axis.dtype) if axis.dtype.kind == "i" else finer)
