from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from torch import nn

from tests.training.insight.networks import DATA, cases
from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.networks import build_network
from training.experiment.data import Blobs
from training.experiment.networks import MLP
from training.insight.confusion import Division, confusion, wrong_rows
from training.insight.decision import Grid, locate_rows
from training.insight.planes import default_plane, feature_plane, principal_plane


@settings(max_examples=40)
@given(case=cases())
def test_the_map_is_what_the_network_says_at_the_grid_s_points(case: tuple[nn.Sequential, Dataset]) -> None:
    network, data = case
    grid = Grid(default_plane(data), data, side=15)
    drawn = grid.map(network)
    with torch.no_grad():
        expected = torch.softmax(network.eval()(grid.points), 1)
    assert torch.equal(torch.from_numpy(drawn.probabilities).reshape(225, -1), expected)


def test_every_row_lies_inside_and_up_is_the_second_coordinate() -> None:
    data = DATA["moons"]
    grid = Grid(default_plane(data), data, side=5)
    corners = torch.tensor([[grid.across[0], grid.up[0]], [grid.across[-1], grid.up[-1]]])
    assert (corners[0] < data.x).all()
    assert (data.x < corners[1]).all()
    assert grid.points[1].tolist() == np.float32([grid.across[1], grid.up[0]]).tolist()
    assert grid.points[5].tolist() == np.float32([grid.across[0], grid.up[1]]).tolist()


def test_a_feature_plane_holds_the_other_features_at_their_mean() -> None:
    data = DATA["iris"]
    plane = feature_plane(data, 2, 0)
    (point,) = plane.points(torch.tensor([[5.0, 7.0]], dtype=torch.float64))
    mean = data.x.mean(0)
    assert torch.allclose(point, torch.stack([torch.tensor(7.0), mean[1], torch.tensor(5.0), mean[3]]))
    assert plane.sentence.endswith("with the other 2 held at the mean of the training rows.")


def test_the_projection_is_the_plane_of_the_largest_variance() -> None:
    data = DATA["digits"]
    plane = principal_plane(data)
    centred = data.x.double() - data.x.double().mean(0)
    _, _, vectors = torch.linalg.svd(centred, full_matrices=False)
    assert torch.allclose((plane.directions @ vectors[:2].T).abs(), torch.eye(2, dtype=torch.float64), atol=1e-8)
    assert plane.sentence.startswith("A projection (PCA) of 64 features")
    there = torch.tensor([[0.3, -0.7]], dtype=torch.float64)
    assert torch.allclose(plane.coordinates(plane.points(there)), there, atol=1e-5)


def test_a_single_feature_goes_across() -> None:
    data = load(Blobs(features=1))
    plane = default_plane(data)
    assert torch.allclose(plane.coordinates(data.x)[:, 0] + plane.origin, data.x[:, 0].double())
    assert not plane.coordinates(data.x)[:, 1].any()
    Grid(plane, data, side=4).map(build_network(MLP(), data))


def test_the_rows_are_judged_where_they_are() -> None:
    data = DATA["iris"]
    network = build_network(MLP(), data)
    rows = locate_rows(principal_plane(data), network, data, Division.VALIDATION)
    assert (~rows.right).nonzero()[0].tolist() == wrong_rows(network, data, Division.VALIDATION).tolist()
    assert confusion(network, data, Division.VALIDATION).right == rows.right.sum()
    assert rows.coordinates.shape == (data.val_rows, 2)
