from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from training.engine.data.loading import made
from training.experiment.data import Blobs, Circles, Moons, Spirals, Tutorial

MAKERS: dict[str, Callable[[int], tuple[Tensor, Tensor]]] = {
    "tutorial": lambda seed: made(Tutorial(seed=seed)),
    "moons": lambda seed: made(Moons(rows=300, noise=0.1, seed=seed)),
    "circles": lambda seed: made(Circles(rows=300, noise=0.1, factor=0.4, seed=seed)),
    "spirals": lambda seed: made(Spirals(rows=300, noise=0.1, classes=3, turns=1.5, seed=seed)),
    "blobs": lambda seed: made(Blobs(rows=300, features=4, classes=5, noise=0.5, seed=seed)),
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_seed_decides_all_rows_and_torch_s_own_generator_none(name: str) -> None:
    before = torch.get_rng_state()
    (x, y), (again_x, again_y), (other_x, _) = MAKERS[name](5), MAKERS[name](5), MAKERS[name](6)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(x, again_x)
    assert torch.equal(y, again_y)
    assert not torch.equal(x, other_x)


@pytest.mark.parametrize("name", MAKERS)
def test_classes_have_equally_many_rows(name: str) -> None:
    x, y = MAKERS[name](0)
    assert x.dtype == torch.float32
    assert y.dtype == torch.int64
    assert len(set(torch.bincount(y).tolist())) == 1


def test_the_tutorial_s_numbers_have_two_decimals() -> None:
    x, _ = made(Tutorial(seed=0))
    assert x.shape == (1000, 10)
    assert torch.allclose((x * 100).round() / 100, x)


def test_without_noise_the_circles_have_their_radii() -> None:
    x, y = made(Circles(rows=100, noise=0.0, factor=0.3, seed=0))
    assert torch.allclose(x.norm(dim=1), torch.where(y == 0, 1.0, 0.3))


def test_without_noise_the_spirals_end_at_radius_two() -> None:
    x, _ = made(Spirals(rows=2000, noise=0.0, classes=2, turns=1.0, seed=0))
    assert 1.95 < float(x.norm(dim=1).max()) <= 2.0001
