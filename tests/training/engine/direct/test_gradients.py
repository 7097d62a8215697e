from __future__ import annotations

from typing import Any, NamedTuple

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from tests.textbook import layers
from training.engine.autograd import AutogradGradients
from training.engine.direct.flat import joined
from training.engine.direct.gradients import DirectGradients, serves
from training.experiment.networks import MLP, ConvNet, Linear, NetworkSettings

ACTIVATIONS = st.sampled_from(MLP.model_fields["activation"].annotation.__args__)
DROPOUTS = st.sampled_from((0.0, 0.1, 0.5, 0.9))
# where one matrix is a single number, row or column, kernels are chosen by other rules
NARROW = st.one_of(st.integers(1, 3), st.integers(1, 70))
CONNECTED = st.one_of(
    st.builds(
        MLP,
        hidden=st.lists(NARROW, max_size=3).map(tuple),
        activation=ACTIVATIONS,
        dropout=DROPOUTS,
        batch_norm=st.booleans(),
        bias=st.booleans(),
    ),
    st.builds(Linear, bias=st.booleans()),
)
CONVOLUTIONAL = st.builds(
    ConvNet,
    channels=st.lists(st.one_of(st.integers(1, 3), st.integers(1, 20)), min_size=1, max_size=3).map(tuple),
    kernel_size=st.sampled_from((1, 3, 5, 7)),
    activation=ACTIVATIONS,
    dropout=DROPOUTS,
    batch_norm=st.booleans(),
)
ROWS = st.tuples(st.just(1), st.just(1), NARROW)
IMAGES = st.tuples(st.integers(1, 3), st.integers(8, 11), st.integers(8, 11))
NETWORKS = st.one_of(st.tuples(CONNECTED, ROWS), st.tuples(CONNECTED, IMAGES), st.tuples(CONVOLUTIONAL, IMAGES))


class Side(NamedTuple):
    """A network and a way to its gradients."""

    network: nn.Module
    gradients: Any

    def fill(self, x: Tensor, y: Tensor) -> list[Tensor]:
        """Return loss and logits of a batch, all gradients, and all that the network keeps."""
        torch.manual_seed(5)
        with torch.no_grad():
            found = self.gradients.fill(x, y)
        gradients = [parameter.grad for parameter in self.network.parameters()]
        return [*found, *gradients, *self.network.state_dict().values(), torch.get_rng_state()]


def network(settings: NetworkSettings, image: tuple[int, int, int], classes: int = 4) -> nn.Sequential:
    torch.manual_seed(7)
    return nn.Sequential(*layers(settings, torch.Size(image).numel(), classes, image))


def batch(rows: int, image: tuple[int, int, int], classes: int = 4) -> tuple[Tensor, Tensor]:
    """Return rows with many equal values, as images have them."""
    return torch.randn(rows, torch.Size(image).numel()).relu(), torch.randint(classes, (rows,))


@settings(max_examples=150)
@given(NETWORKS, NARROW, st.integers(2, 5), st.booleans())
def test_the_gradients_of_every_network_equal_autograd_s_to_the_last_bit(
    built: tuple[NetworkSettings, tuple[int, int, int]], rows: int, classes: int, weighted: bool
) -> None:
    chosen, image = built
    if getattr(chosen, "batch_norm", False):
        rows = max(2, rows)  # fewer are refused
    criterion = nn.CrossEntropyLoss(torch.arange(1.0, classes + 1) if weighted else None)
    one, other = network(chosen, image, classes), network(chosen, image, classes)
    assert serves(other)
    autograd = Side(one, AutogradGradients(one, criterion))
    direct = Side(other, DirectGradients(other, criterion, flat=False))
    for size in (rows, rows, min(rows, 2)):
        x, y = batch(size, image, classes)
        found = zip(direct.fill(x, y), autograd.fill(x, y), strict=True)
        assert all(torch.equal(ours, theirs) for ours, theirs in found)


def test_one_long_parameter_has_the_same_gradients() -> None:
    chosen, image = MLP(hidden=(64, 64), batch_norm=True), (1, 8, 8)
    one, other = network(chosen, image), network(chosen, image)
    criterion = nn.CrossEntropyLoss()
    apart = Side(one, DirectGradients(one, criterion, flat=False))
    together = Side(other, DirectGradients(other, criterion, flat=True))
    assert len(together.gradients.parameters) == 1
    x, y = batch(32, image)
    assert all(torch.equal(a, b) for a, b in zip(apart.fill(x, y), together.fill(x, y), strict=True))
    gradients = joined([parameter.grad for parameter in one.parameters()])
    assert torch.equal(together.gradients.parameters[0].grad, gradients)


def test_a_network_with_another_layer_is_left_to_autograd() -> None:
    assert not serves(nn.Sequential(nn.Linear(3, 3), nn.PReLU(), nn.Linear(3, 2)))


def test_a_network_that_does_not_end_in_sums_is_left_to_autograd() -> None:
    assert not serves(nn.Sequential(nn.Linear(3, 2), nn.ReLU()))
