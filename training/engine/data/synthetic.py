"""Rows made from a seed.

Each function takes the fields of its settings and returns x (rows, features) float32 and y (rows,) int64.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor


def tutorial(seed: int) -> tuple[Tensor, Tensor]:
    """Return 1000 rows of 10 decimals; they speak for one class and the other in turn, with noise and a few mistakes.

    Noise and size are such that ten epochs at 0.1 come as far as this rate can, and a lower one further.
    """
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(1000, 10, generator=generator)
    weights = torch.tensor([1.0, -1.0]).repeat(5) / math.sqrt(10)
    score = x @ weights + 0.3 * torch.randn(1000, generator=generator)
    wrong = torch.rand(1000, generator=generator) < 0.02
    score = torch.where(wrong, -score, score)
    return (2 * x).round(decimals=2), (score > score.median()).long()


def moons(rows: int, noise: float, seed: int) -> tuple[Tensor, Tensor]:
    """Return two half circles of radius 1; the second is upside down and ends inside the first."""
    generator = torch.Generator().manual_seed(seed)
    y = torch.arange(rows) % 2
    angle = math.pi * torch.rand(rows, generator=generator)
    upper = torch.stack([angle.cos(), angle.sin()], 1)
    lower = torch.stack([1 - angle.cos(), 0.5 - angle.sin()], 1)
    x = torch.where(y[:, None] == 0, upper, lower)
    return x + noise * torch.randn(rows, 2, generator=generator), y


def circles(rows: int, noise: float, factor: float, seed: int) -> tuple[Tensor, Tensor]:
    """Return a circle of radius 1 around one of radius `factor`."""
    generator = torch.Generator().manual_seed(seed)
    y = torch.arange(rows) % 2
    angle = 2 * math.pi * torch.rand(rows, generator=generator)
    radius = torch.where(y == 0, 1.0, factor)
    x = radius[:, None] * torch.stack([angle.cos(), angle.sin()], 1)
    return x + noise * torch.randn(rows, 2, generator=generator), y


def spirals(rows: int, noise: float, classes: int, turns: float, seed: int) -> tuple[Tensor, Tensor]:
    """Return arms that leave the centre at equal angles and wind out to radius 2."""
    generator = torch.Generator().manual_seed(seed)
    y = torch.arange(rows) % classes
    # the square root spreads the points evenly along the arm
    way = torch.rand(rows, generator=generator).sqrt()
    angle = 2 * math.pi * (turns * way + y / classes)
    x = 2 * way[:, None] * torch.stack([angle.cos(), angle.sin()], 1)
    return x + noise * torch.randn(rows, 2, generator=generator), y


def blobs(rows: int, features: int, classes: int, noise: float, seed: int) -> tuple[Tensor, Tensor]:
    """Return normal clouds of deviation `noise` around random centres."""
    generator = torch.Generator().manual_seed(seed)
    y = torch.arange(rows) % classes
    centres = 2 * torch.randn(classes, features, generator=generator)
    return centres[y] + noise * torch.randn(rows, features, generator=generator), y
