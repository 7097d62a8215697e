from __future__ import annotations

import math
from copy import deepcopy

import pytest
import torch
from torch import Tensor, nn

from training.engine.direct.activations import ACTIVATIONS
from training.engine.direct.gradients import LAYERS
from training.engine.direct.layer import Trained

MODULES: dict[str, tuple[nn.Module, tuple[int, ...]]] = {
    "Linear": (nn.Linear(7, 5), (9, 7)),
    "Linear without bias": (nn.Linear(7, 5, bias=False), (9, 7)),
    "BatchNorm1d": (nn.BatchNorm1d(6), (11, 6)),
    "BatchNorm2d": (nn.BatchNorm2d(3), (4, 3, 5, 5)),
    "Dropout": (nn.Dropout(0.3), (50, 40)),
    "Unflatten": (nn.Unflatten(1, (2, 3, 4)), (5, 24)),
    "Flatten": (nn.Flatten(), (5, 2, 3, 4)),
    "MaxPool2d": (nn.MaxPool2d(2), (6, 8, 5, 4)),
    "MaxPool2d, many channels": (nn.MaxPool2d(2), (3, 21, 8, 8)),
    "MaxPool2d, one channel": (nn.MaxPool2d(2), (3, 1, 8, 8)),
    **{f"Conv2d {size}": (nn.Conv2d(3, 8, size, padding=size // 2), (17, 3, 8, 8)) for size in (1, 3, 5, 7)},
    "Conv2d, one row": (nn.Conv2d(1, 4, 3, padding=1), (1, 1, 8, 8)),
    **{kind.__name__: (kind(), (9, 70)) for kind in ACTIVATIONS},
}
# ties, both zeros, no numbers, saturation
ODD = (0.0, -0.0, 1.0, 1.0, -1.0, math.inf, -math.inf, math.nan, 1e-40, 100.0, -100.0)


def batches(shape: tuple[int, ...]) -> list[Tensor]:
    """Return random rows, rows full of ties, and rows with odd values here and there."""
    torch.manual_seed(1)
    plain = torch.randn(shape)
    odd = torch.randn(shape)
    odd.view(-1)[::3] = torch.tensor(ODD).repeat(odd.numel())[: len(odd.view(-1)[::3])]
    return [plain, plain.round(), odd]


def same(a: Tensor, b: Tensor) -> bool:
    return a.shape == b.shape and torch.equal(a.isnan(), b.isnan()) and torch.equal(a.nan_to_num(), b.nan_to_num())


def by_autograd(module: nn.Module, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return output, the gradient put in, and the input's gradient, after a backward pass."""
    module.zero_grad()
    x = x.clone().requires_grad_()
    torch.manual_seed(3)
    y = module(x)
    grad = torch.randn(y.shape)
    y.backward(grad)
    assert x.grad is not None
    return y.detach(), grad, x.grad


def test_every_layer_is_looked_at() -> None:
    assert {type(module) for module, _ in MODULES.values()} == set(LAYERS)


@pytest.mark.parametrize("name", MODULES)
def test_a_layer_equals_its_module_to_the_last_bit(name: str) -> None:
    original, shape = MODULES[name]
    module, twin = deepcopy(original), deepcopy(original)
    for parameter in twin.parameters():
        parameter.grad = torch.zeros_like(parameter)
    layer = LAYERS[type(module)](twin)
    for x in batches(shape):
        y, grad, x_grad = by_autograd(module, x)
        torch.manual_seed(3)
        assert same(layer.forward(x), y)
        assert same(layer.backward(grad), x_grad)
        for parameter, other in zip(module.parameters(), twin.parameters(), strict=True):
            assert same(parameter.grad, other.grad)
        for buffer, other in zip(module.buffers(), twin.buffers(), strict=True):
            assert same(buffer, other)


@pytest.mark.parametrize("name", [name for name in MODULES if issubclass(LAYERS[type(MODULES[name][0])], Trained)])
def test_the_first_layer_fills_the_same_gradients_without_the_batch_s(name: str) -> None:
    module, shape = deepcopy(MODULES[name][0]), MODULES[name][1]
    for parameter in module.parameters():
        parameter.grad = torch.zeros_like(parameter)
    layer = LAYERS[type(module)](module)
    assert isinstance(layer, Trained)
    y = layer.forward(batches(shape)[0])
    grad = torch.randn(y.shape)
    layer.backward(grad)
    gradients = [parameter.grad.clone() for parameter in module.parameters()]
    for parameter in module.parameters():
        parameter.grad.zero_()
    layer.fill_gradients(grad)
    assert all(same(p.grad, g) for p, g in zip(module.parameters(), gradients, strict=True))


def test_a_parameter_without_a_gradient_is_refused() -> None:
    with pytest.raises(ValueError, match="no gradient to fill"):
        LAYERS[nn.Linear](nn.Linear(2, 2))


def test_batch_norm_refuses_one_value_for_each_unit_as_torch_does() -> None:
    module = nn.BatchNorm1d(3)
    for parameter in module.parameters():
        parameter.grad = torch.zeros_like(parameter)
    layer = LAYERS[nn.BatchNorm1d](module)
    for refusing in (module, layer.forward):
        with pytest.raises(ValueError, match="Expected more than 1 value per channel when training"):
            refusing(torch.ones(1, 3))
