from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.engine.data import load
from training.engine.networks import build_network, describe_network
from training.experiment.data import Digits, Tutorial
from training.experiment.networks import MLP, ConvNet, Linear, NetworkSettings

DATA = {False: load(Tutorial()), True: load(Digits())}
NETWORKS = st.one_of(
    st.builds(
        MLP,
        hidden=st.lists(st.integers(1, 20), max_size=4).map(tuple),
        dropout=st.sampled_from([0.0, 0.5]),
        batch_norm=st.booleans(),
        bias=st.booleans(),
    ),
    st.builds(Linear, bias=st.booleans()),
    st.builds(
        ConvNet,
        channels=st.lists(st.integers(1, 6), min_size=1, max_size=3).map(tuple),
        kernel_size=st.sampled_from([1, 3, 5, 7]),
        dropout=st.sampled_from([0.0, 0.5]),
        batch_norm=st.booleans(),
    ),
)


def test_the_tutorial_network_has_67_parameters() -> None:
    layers = describe_network(MLP(), DATA[False])
    assert [(layer.name, layer.shape, layer.parameters) for layer in layers] == [
        ("Linear", (5,), 55),
        ("ReLU", (5,), 0),
        ("Linear", (2,), 12),
    ]


@given(settings=NETWORKS)
def test_the_description_tells_what_the_network_really_does(settings: NetworkSettings) -> None:
    data = DATA[settings.needs_image]
    network = build_network(settings, data).eval()
    described = describe_network(settings, data)
    value = data.x[:3]
    for module, layer in zip(network, described, strict=True):
        value = module(value)
        assert tuple(value.shape[1:]) == layer.shape
        assert sum(p.numel() for p in module.parameters()) == layer.parameters
    assert value.shape == (3, len(data.classes))


def test_describing_a_network_leaves_the_random_state_alone() -> None:
    before = torch.get_rng_state()
    describe_network(ConvNet(), DATA[True])
    assert torch.equal(torch.get_rng_state(), before)


def test_a_convolution_without_images_is_refused() -> None:
    with pytest.raises(ValueError, match="needs images"):
        build_network(ConvNet(), DATA[False])
