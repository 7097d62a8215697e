from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from tests.training.insight.networks import DATA, cases
from training.engine.data.dataset import Dataset
from training.engine.networks import build_network
from training.experiment.data import Iris
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP
from training.insight.histograms import histogram, histograms, histograms_over
from training.insight.states import state_of, weights_over

NUMBERS = st.floats(width=32) | st.floats(-(2.0**-126), 2.0**-126, width=32) | st.sampled_from([1e30, -1e30, 0.0])


@given(values=st.lists(NUMBERS, max_size=50), same=st.booleans())
def test_every_number_is_counted(values: list[float], same: bool) -> None:
    values = values[:1] * len(values) if same else values
    found = histogram(torch.tensor(values, dtype=torch.float32))
    assert found.counts.sum() + found.not_finite == len(values)
    assert (np.diff(found.edges) > 0).all()


@settings(max_examples=40)
@given(case=cases())
def test_every_weight_and_gradient_of_a_layer_is_counted(case: tuple[nn.Sequential, Dataset]) -> None:
    network, data = case
    weights, random = state_of(network), torch.get_rng_state()
    layers = histograms(network, data)
    parameters = sum(parameter.numel() for parameter in network.parameters())
    assert sum(layer.weights.counts.sum() for layer in layers) == parameters
    assert sum(layer.gradients.counts.sum() + layer.gradients.not_finite for layer in layers) == parameters
    assert layers[-1].activations.counts.sum() == len(data.x) * len(data.classes)
    assert layers[-1].name == "Output"
    assert all(torch.equal(value, weights[name]) for name, value in network.state_dict().items())
    assert all(parameter.grad is None and parameter.requires_grad for parameter in network.parameters())
    assert all(layer.training for layer in network)
    assert torch.equal(torch.get_rng_state(), random)


def test_the_gradients_are_those_of_the_mean_loss() -> None:
    data = DATA["iris"]
    network = build_network(MLP(), data)
    (_, output) = histograms(network, data)
    nn.functional.cross_entropy(network(data.x), data.y).backward()
    slopes = torch.cat([network[2].weight.grad.flatten(), network[2].bias.grad])
    assert np.allclose(output.gradients.edges[[0, -1]], [float(slopes.min()), float(slopes.max())])


def test_the_histograms_follow_the_epochs() -> None:
    experiment, data = Experiment(epochs=2, data=Iris()), DATA["iris"]
    found = dict(histograms_over(experiment, data, weights_over(experiment, data, [0, 2])))
    assert list(found) == [0, 2]
    assert [layer.name for layer in found[2]] == ["Hidden 1", "Output"]
    assert not np.array_equal(found[0][0].weights.edges, found[2][0].weights.edges)
