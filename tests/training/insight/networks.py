"""Random networks, with weights and running statistics that no two draws share."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from torch import nn

from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.networks import build_network
from training.experiment.data import Digits, Iris, Moons
from training.experiment.networks import MLP, ConvNet, Linear, NetworkSettings

DATA = {"moons": load(Moons(rows=60)), "iris": load(Iris()), "digits": load(Digits())}
ACTIVATIONS = ["ReLU", "LeakyReLU", "ELU", "SELU", "GELU", "SiLU", "Mish", "Softplus", "Tanh", "Sigmoid"]
COMMON = {
    "activation": st.sampled_from(ACTIVATIONS),
    "dropout": st.sampled_from([0.0, 0.5]),
    "batch_norm": st.booleans(),
}
HIDDEN = st.lists(st.integers(1, 20) | st.just(64), max_size=3).map(tuple)
CHANNELS = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)
FLAT = st.one_of(
    st.builds(MLP, hidden=HIDDEN, bias=st.booleans(), **COMMON),
    st.builds(Linear, bias=st.booleans()),
)
IMAGES = st.builds(ConvNet, channels=CHANNELS, kernel_size=st.sampled_from([1, 3, 5]), **COMMON)


@st.composite
def cases(draw: st.DrawFn) -> tuple[nn.Sequential, Dataset]:
    """Draw a network in training mode, and the data that it is for."""
    data = DATA[draw(st.sampled_from(sorted(DATA)))]
    settings: NetworkSettings = draw(FLAT | IMAGES if data.image else FLAT)
    return disturbed(build_network(settings, data), draw(st.integers(0, 2**31))), data


def disturbed(network: nn.Sequential, seed: int) -> nn.Sequential:
    """Give the network other weights and running statistics than a new one's."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for value in [*network.parameters(), *network.buffers()]:
            if value.is_floating_point():
                value.copy_(torch.rand(value.shape, generator=generator) + (0.1 if value.dim() == 1 else -0.5))
    return network
