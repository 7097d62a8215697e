"""Planes through the space of the features, on which a decision can be drawn."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.engine.data.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane: the point at (u, v) is origin + u × the first direction + v × the second."""

    origin: Tensor  # (features,) float64
    # (2, features) float64, at right angles and of length 1; the second is 0 where there is one feature
    directions: Tensor
    labels: tuple[str, str]  # of the two axes
    sentence: str  # what the plane is, and where the features that it does not show are held

    def points(self, coordinates: Tensor) -> Tensor:
        """Return the rows (points, features) float32 at the coordinates (points, 2) float64."""
        return (self.origin + coordinates @ self.directions).float()

    def coordinates(self, x: Tensor) -> Tensor:
        """Return where the rows (rows, features) lie on the plane, seen at right angles: (rows, 2) float64."""
        return (x.double() - self.origin) @ self.directions.T


def default_plane(dataset: Dataset) -> Plane:
    """Return the data's own plane where they have two features, else the one along which they vary most."""
    return feature_plane(dataset, 0, 1) if len(dataset.features) == 2 else principal_plane(dataset)


def feature_plane(dataset: Dataset, across: int, up: int) -> Plane:
    """Return the plane of two features, all others held at the mean of the training rows."""
    names, count = dataset.features, len(dataset.features)
    directions = torch.eye(count, dtype=torch.float64)[[across, up]]
    origin = dataset.x.double().mean(0) * (1 - directions.sum(0))
    held = f", with the other {count - 2} held at the mean of the training rows" if count > 2 else ""
    sentence = f"{names[across]} goes across and {names[up]} up{held}."
    return Plane(origin, directions, (names[across], names[up]), sentence)


def principal_plane(dataset: Dataset) -> Plane:
    """Return the plane through the mean of the training rows along which they vary most (PCA)."""
    x = dataset.x.double()
    origin = x.mean(0)
    centred = x - origin
    values, vectors = torch.linalg.eigh(centred.T @ centred / len(x))
    directions = vectors.T.flip(0)[:2]
    # a direction and its opposite are the same to PCA: the largest part points up
    largest = directions.gather(1, directions.abs().argmax(1, keepdim=True))
    directions = directions * largest.sign()
    if len(directions) < 2:
        directions = torch.cat([directions, torch.zeros_like(directions)])
        return Plane(origin, directions, (dataset.features[0], ""), "There is one feature; it goes across.")
    shares = (values.flip(0)[:2] / values.sum().clamp(min=torch.finfo(values.dtype).tiny)).tolist()
    sentence = (
        f"A projection (PCA) of {x.shape[1]} features: the plane through the mean of the training rows along which "
        f"they vary most. It shows {sum(shares):.0%} of their variance; away from it the network may decide otherwise."
    )
    return Plane(origin, directions, (f"component 1 ({shares[0]:.0%})", f"component 2 ({shares[1]:.0%})"), sentence)
