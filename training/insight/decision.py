"""A decision map: what a network says at every point of a plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from training.engine.data.dataset import Dataset
from training.insight.confusion import Division
from training.insight.planes import Plane, default_plane, feature_plane
from training.insight.view import logits_of

SIDE = 120  # points along each side
MARGIN = 0.08  # of the data's range, on each side


@dataclass(frozen=True, eq=False)
class DecisionMap:
    """The probability of each class at each point: (up, across, classes) float32; NaN where the logits are none."""

    probabilities: NDArray[np.float32]

    @property
    def classes(self) -> NDArray[np.int64]:
        """Return the most probable class at each point, (up, across)."""
        best: NDArray[np.int64] = self.probabilities.argmax(2)
        return best


@dataclass(frozen=True, eq=False)
class RowCoordinates:
    """Where rows lie on a plane (rows, 2), their classes (rows,), and which the network classifies rightly (rows,)."""

    coordinates: NDArray[np.float64]
    truth: NDArray[np.int64]
    right: NDArray[np.bool_]


class Grid:
    """Evenly spaced points of a plane that cover all rows; made once, for many maps.

    Attributes:
        plane: where the points lie.
        across: (side,) float64, their first coordinates; `up` the second ones.
        points: (side × side, features) float32, the lowest line first.
    """

    def __init__(self, plane: Plane, dataset: Dataset, side: int = SIDE) -> None:
        """Cover the training and validation rows, and a margin."""
        self.plane, self._side = plane, side
        coordinates = plane.coordinates(torch.cat([dataset.x, dataset.val_x]))
        across, up = (_spread(column, side) for column in coordinates.unbind(1))
        self.across, self.up = across.numpy(), up.numpy()
        self.points = plane.points(torch.cartesian_prod(up, across).flip(1))

    def map(self, network: nn.Sequential) -> DecisionMap:
        """Return what the network says in eval mode, without touching it; call it between two training steps."""
        shares = torch.softmax(logits_of(network, self.points), 1)
        return DecisionMap(shares.reshape(self._side, self._side, -1).numpy())


@dataclass(frozen=True, eq=False)
class Ground:
    """What stays the same over all epochs of a run: the plane, its points and the data set."""

    features: tuple[int, int] | None  # that were chosen; None: the data's own plane, or where they vary most
    plane: Plane
    grid: Grid
    dataset: Dataset

    @classmethod
    def of(cls, dataset: Dataset, features: tuple[int, int] | None) -> Ground:
        """Return the ground of two features, or the data's own."""
        plane = default_plane(dataset) if features is None else feature_plane(dataset, *features)
        return cls(features, plane, Grid(plane, dataset), dataset)


def locate_rows(plane: Plane, network: nn.Sequential, dataset: Dataset, division: Division) -> RowCoordinates:
    """Return where the rows of a part lie on the plane; each is judged where it really is, not by its shadow."""
    x, y = division.rows_of(dataset)
    right = logits_of(network, x).argmax(1) == y
    return RowCoordinates(plane.coordinates(x).numpy(), y.numpy(), right.numpy())


def _spread(values: Tensor, side: int) -> Tensor:
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * (high - low) or 1.0
    return torch.linspace(low - margin, high + margin, side, dtype=torch.float64)
