"""The proof that the direct path equals autograd to the last bit: each piece alone, then small networks of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from itertools import chain
from time import perf_counter
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from training.engine.autograd import AutogradGradients
from training.engine.direct.activations import ACTIVATIONS
from training.engine.direct.flat import flatten
from training.engine.direct.gradients import LAYERS, DirectGradients
from training.engine.direct.layer import Trained
from training.engine.direct.loss import MOST_CLASSES, cross_entropy
from training.engine.direct.steps import direct_step
from training.engine.direct.verdict import JOINED, LOSS, Verdict
from training.engine.epoch import Gradients, Step
from training.schedule.build import build_optimizer, plain_step

Shape = tuple[int, ...]
Outcome = list[Tensor]
# both zeros, ties, saturation, no numbers
ODD = (0.0, -0.0, 1.0, 1.0, -1.0, float("inf"), -float("inf"), float("nan"), 1e-40, 100.0, -100.0)
STEPS, ROUNDS = 4, 5  # of a small network, to time it
SHAPES: dict[type[nn.Module], list[tuple[tuple[Any, ...], Shape]]] = {  # a layer's arguments, and its batch
    nn.Linear: [((10, 5), (32, 10)), ((7, 5, False), (9, 7)), ((1, 1), (1, 1)), ((64, 64), (1, 64))],
    nn.BatchNorm1d: [((6,), (11, 6)), ((64,), (2, 64))],
    nn.BatchNorm2d: [((3,), (4, 3, 5, 5))],
    nn.Dropout: [((0.3,), (50, 40))],
    nn.Unflatten: [((1, (2, 3, 4)), (5, 24))],
    nn.Flatten: [((), (5, 2, 3, 4))],
    nn.Conv2d: [((3, 8, 3, 1, 1), (17, 3, 8, 8)), ((1, 4, 5, 1, 2), (1, 1, 8, 8))],
    nn.MaxPool2d: [((2,), (6, 8, 5, 4)), ((2,), (3, 1, 8, 8)), ((2,), (3, 21, 8, 8))],
    **{kind: [((), (9, 70))] for kind in ACTIVATIONS},
}
CLASSES = 4


def prove() -> Verdict:
    """Do everything both ways; whatever differs or fails is not proven. Leaves torch's random state as it is."""
    with torch.random.fork_rng(devices=[]):
        _seed(0)
        proven = {kind.__name__ for kind in LAYERS if _holds(_layers(kind))}
        proven |= {LOSS} if _holds(_losses()) else set()
        proven |= {kind.__name__ for kind in JOINED if _holds(_joined(kind))}
        for blamed, network, shape in networks():
            if Verdict(frozenset(proven)).covers(network) and not _holds(_network(network, shape)):
                proven -= {blamed.__name__}
        return Verdict(frozenset(proven))


def networks() -> Iterator[tuple[type[nn.Module], nn.Sequential, Shape]]:
    """Yield small networks with the shape of a batch, and the kind of layer that is at fault where one differs."""
    yield nn.Linear, nn.Sequential(nn.Linear(10, 5), nn.ReLU(), nn.Linear(5, CLASSES)), (32, 10)
    yield nn.Linear, nn.Sequential(nn.Linear(3, CLASSES, False)), (1, 3)
    yield nn.BatchNorm1d, nn.Sequential(nn.Linear(3, 64), nn.BatchNorm1d(64), nn.Tanh(), nn.Linear(64, 4)), (16, 3)
    yield nn.Dropout, nn.Sequential(nn.Linear(2, 16), nn.GELU(), nn.Dropout(0.2), nn.Linear(16, 4)), (20, 2)
    pooled = nn.Conv2d(1, 5, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)
    again = nn.Conv2d(5, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2)
    images = nn.Unflatten(1, (1, 8, 8)), *pooled, *again, nn.Flatten(), nn.Linear(32, CLASSES)
    yield nn.Conv2d, nn.Sequential(*images), (12, 64)


def _holds(equal: Iterable[bool]) -> bool:
    try:
        return all(equal)
    except Exception:  # whatever a kernel raises that is not there, or is another one now
        return False


def _same(ours: Outcome, theirs: Outcome) -> bool:
    return all(a.shape == b.shape and torch.equal(_bits(a), _bits(b)) for a, b in zip(ours, theirs, strict=True))


def _bits(x: Tensor) -> Tensor:
    """Return the numbers' bits, so that a zero equals a zero of its own sign only, and what is no number itself."""
    return x.detach().contiguous().view(torch.int32) if x.dtype == torch.float32 else x


def _layers(kind: type[nn.Module]) -> Iterator[bool]:
    for arguments, shape in SHAPES[kind]:
        module, x = kind(*arguments), torch.randn(shape)
        if not issubclass(LAYERS[kind], Trained):  # whose sums one odd number would spoil
            x = _odd(x)
        twin = _with_gradients(deepcopy(module))
        layer: Any = LAYERS[kind](twin)
        _seed(1)
        theirs = _by_autograd(module, x)
        _seed(1)
        with torch.no_grad():
            ours = [layer.forward(x), layer.backward(_gradient(theirs[0]))]
        yield _same([*ours, *_left_behind(twin)], [*theirs, *_left_behind(module)])


def _odd(x: Tensor) -> Tensor:
    """Return numbers many of which are equal, and every third an odd one."""
    x = x.round()
    entries = x.view(-1)[::3]
    entries.copy_(torch.tensor(ODD).repeat(len(entries))[: len(entries)])
    return x


def _gradient(y: Tensor) -> Tensor:
    """Return a gradient for an output, another number in each entry."""
    return torch.linspace(-1.7, 1.9, y.numel()).view(y.shape)


def _by_autograd(module: Callable[[Tensor], Tensor], x: Tensor) -> Outcome:
    """Return the output and the gradient of the input."""
    with torch.enable_grad():
        x = x.clone().requires_grad_()
        y = module(x)
        (y * _gradient(y)).sum().backward()  # type: ignore[no-untyped-call]  # with a gradient put in from outside, torch imports sympy
    return [y, x.grad]  # type: ignore[list-item]


def _losses() -> Iterator[bool]:
    for weight, classes in ((None, CLASSES), (None, MOST_CLASSES + 1), (torch.arange(1.0, CLASSES + 1), CLASSES)):
        criterion = nn.CrossEntropyLoss(weight)
        for rows in (1, 32):
            ours = cross_entropy(weight, classes)
            x, y = torch.randn(rows, classes), torch.randint(classes, (rows,))
            with torch.enable_grad():
                logits = x.clone().requires_grad_()
                loss = criterion(logits, y)
                loss.backward()
            with torch.no_grad():
                yield _same([ours.forward(x, y), ours.backward()], [loss, logits.grad])  # type: ignore[list-item]


def _network(network: nn.Module, shape: Shape) -> Iterator[bool]:
    """Take some batches, the last one smaller, with steps between them."""
    criterion, twin = nn.CrossEntropyLoss(torch.rand(CLASSES)), deepcopy(network)
    ways: list[tuple[Gradients, nn.Module]] = [
        (AutogradGradients(network, criterion), network),
        (DirectGradients(twin, criterion, flat=False), twin),
    ]
    for rows in (shape[0], -(-shape[0] // 2)):
        x, y = torch.randn(rows, *shape[1:]), torch.randint(CLASSES, (rows,))
        yield _same(*(_filled(way, module, x, y) for way, module in ways))


@torch.no_grad()
def _filled(way: Gradients, module: nn.Module, x: Tensor, y: Tensor) -> Outcome:
    """Fill the gradients and go a step along them; return all that comes of it."""
    _seed(1)
    outcome = [*way.fill(x, y), *(tensor.clone() for tensor in _left_behind(module))]
    for parameter in module.parameters():
        parameter.sub_(parameter.grad, alpha=0.1)  # type: ignore[arg-type]
    return outcome


def _joined(kind: Any) -> Iterator[bool]:
    """Step weights one by one and as a long one, plainly and with what the optimizer offers."""
    offered = {"momentum": 0.9, "weight_decay": 0.01, "amsgrad": True, "nesterov": True, "centered": True}
    for options in ({}, {name: value for name, value in offered.items() if name in kind.model_fields}):
        sizes = (5, 10), (5,), (2, 5), (2,), (8, 64), (7,)
        apart, together = ([nn.Parameter(torch.ones(size)) for size in sizes] for _ in range(2))
        sides = (
            (apart, build_optimizer(kind(**options), apart)),
            (
                together,
                build_optimizer(kind(**options), [flatten(together)]),
            ),
        )
        for _ in range(2):
            gradients = [torch.randn(size) for size in sizes]
            for parameters, optimizer in sides:
                _step(parameters, gradients, optimizer, plain_step if parameters is apart else direct_step)
            yield _same(apart, together)  # type: ignore[arg-type]


@torch.no_grad()
def _step(
    parameters: list[nn.Parameter], gradients: list[Tensor], optimizer: Optimizer, step_of: Callable[[Optimizer], Step]
) -> None:
    for parameter, gradient in zip(parameters, gradients, strict=True):
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
        parameter.grad.copy_(gradient)
    step_of(optimizer)()


def faster() -> float | None:
    """Return how many times faster a small network's gradients are; None where the direct way fails."""
    _, network, shape = next(networks())
    x, y, criterion = torch.randn(shape), torch.randint(CLASSES, (shape[0],)), nn.CrossEntropyLoss()
    ways = AutogradGradients(deepcopy(network), criterion), DirectGradients(network, criterion, flat=False)
    try:
        slow, fast = (min(_seconds(way, x, y) for _ in range(ROUNDS)) for way in ways)
    except Exception:
        return None
    return slow / fast


@torch.no_grad()
def _seconds(way: Gradients, x: Tensor, y: Tensor) -> float:
    begin = perf_counter()
    for _ in range(STEPS):
        way.fill(x, y)
    return perf_counter() - begin


def _seed(seed: int) -> None:
    torch.default_generator.manual_seed(seed)  # without a look at each kind of device, which takes longer than a layer


def _with_gradients(module: nn.Module) -> nn.Module:
    for parameter in module.parameters():
        parameter.grad = torch.zeros_like(parameter)
    return module


def _left_behind(module: nn.Module) -> Outcome:
    """Return the parameters' gradients, and what the module keeps of its batches."""
    return [*chain((p.grad for p in module.parameters()), module.buffers())]  # type: ignore[list-item]
