"""What is not equal to autograd, or not there, is left to autograd; the figures are the textbook's all the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.textbook import textbook
from training.engine.data import load
from training.engine.direct import activations, images, kernels, layers, loss, proof
from training.engine.direct.activations import ACTIVATIONS
from training.engine.direct.flat import flatten
from training.engine.direct.gradients import DirectGradients
from training.engine.direct.keeping import verdict
from training.engine.direct.verdict import CLAIMED, JOINED, LOSS, Verdict
from training.engine.networks import build_network
from training.engine.train import Trainer, train_on
from training.experiment.data import Digits, Moons
from training.experiment.experiment import Experiment
from training.experiment.networks import MLP, ConvNet
from training.experiment.optimizers import Adam

ROOT = Path(__file__).parents[4]
NORMS, POOLED = {"BatchNorm1d", "BatchNorm2d"}, {"MaxPool2d"}
KERNELS: dict[str, set[str]] = {  # what cannot do without it
    "log_softmax": {LOSS},
    "log_softmax_backward": {LOSS},
    "nll_loss": {LOSS},
    "nll_loss_forward": {LOSS},
    "nll_loss_backward": {LOSS},
    "threshold_backward": {"ReLU"},
    "tanh_backward": {"Tanh"},
    "sigmoid_backward": {"Sigmoid"},
    "gelu_backward": {"GELU"},
    "silu_backward": {"SiLU"},
    "mish_backward": {"Mish"},
    "softplus_backward": {"Softplus"},
    "leaky_relu_backward": {"LeakyReLU"},
    "elu_backward": {"ELU", "SELU"},
    "batch_norm": NORMS,
    "batch_norm_backward": NORMS,
    "convolution": {"Conv2d"},
    "convolution_backward": {"Conv2d"},
    "max_pool": POOLED,
    "max_pool_backward": POOLED,
}


def wrong(kernel: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Return what a kernel returns, its numbers a last bit away."""
    found = kernel(*arguments, **named)
    return tuple(map(off, found)) if isinstance(found, tuple) else off(found)


def off(value: Any) -> Any:
    one_more = isinstance(value, Tensor) and value.dtype == torch.float32
    return torch.nextafter(value, torch.tensor(9.0)) if one_more else value


def missing(kernel: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    raise NotImplementedError


def spoil(monkeypatch: pytest.MonkeyPatch, name: str, way: Callable[..., Any]) -> None:
    kernel = getattr(kernels, name)
    for user in (activations, images, layers, loss):
        if hasattr(user, name):
            monkeypatch.setattr(user, name, partial(way, kernel))


def experiment_with(piece: str) -> Experiment:
    """Return an experiment whose network has the piece."""
    if piece in ("BatchNorm2d", "Conv2d", "MaxPool2d"):
        return Experiment(epochs=1, batch_size=97, data=Digits(), network=ConvNet(channels=(3,), batch_norm=True))
    activation = piece if piece in {kind.__name__ for kind in ACTIVATIONS} else "ReLU"
    network = MLP(hidden=(6,), activation=activation, batch_norm=piece == "BatchNorm1d")
    return Experiment(epochs=2, data=Moons(rows=100), network=network, optimizer=Adam(lr=0.01))


def assert_equal_to_the_textbook(experiment: Experiment) -> None:
    data = load(experiment.data)
    rows, weights = textbook(experiment, data)
    trainer = Trainer(experiment, data)
    records = [record._replace(seconds=0.0) for record in train_on(trainer)]
    assert [(record.loss, record.accuracy, record.val_loss) for record in records] == [
        (row[3], row[4], row[5]) for row in rows
    ]
    assert all(torch.equal(trainer.network.state_dict()[name], value) for name, value in weights.items())


def test_every_claim_is_proven_under_this_torch_and_leaves_the_random_state_alone() -> None:
    before = torch.get_rng_state()
    assert proof.prove().unproven == []
    assert torch.equal(torch.get_rng_state(), before)


def test_every_kernel_is_spoilt_below() -> None:
    lines = Path(kernels.__file__).read_text().splitlines()
    assert set(KERNELS) == {line.partition(" = ")[0] for line in lines if " = _kernel(" in line or " = _bound(" in line}


@pytest.mark.parametrize("way", [wrong, missing])
@pytest.mark.parametrize("name", KERNELS)
def test_a_spoilt_kernel_costs_its_own_pieces_the_direct_path(
    name: str, way: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, name, way)
    assert set(proof.prove().unproven) == KERNELS[name]


@pytest.mark.usefixtures("unproven")
@pytest.mark.parametrize(
    ("name", "way"),
    [("threshold_backward", wrong), ("nll_loss_backward", wrong), ("batch_norm", missing), ("convolution", wrong)],
)
def test_a_spoilt_kernel_costs_no_figure(name: str, way: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(monkeypatch, name, way)
    for piece in sorted(KERNELS[name]):
        experiment = experiment_with(piece)
        assert not verdict().covers(build_network(experiment.network, load(experiment.data)))
        assert_equal_to_the_textbook(experiment)


def test_without_the_proof_a_spoilt_kernel_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures above are equal because of the proof, and not because a last bit is lost on the way."""
    spoil(monkeypatch, "tanh_backward", wrong)
    monkeypatch.setattr("training.engine.train.verdict", lambda: Verdict(frozenset(CLAIMED)))
    with pytest.raises(AssertionError):
        assert_equal_to_the_textbook(experiment_with("Tanh"))


def test_an_optimizer_that_rounds_a_long_parameter_otherwise_steps_each_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def shifted(parameters: list[nn.Parameter]) -> nn.Parameter:
        long = flatten(parameters)
        long.data = torch.nextafter(long.data, torch.tensor(9.0))
        return long

    monkeypatch.setattr(proof, "flatten", shifted)
    found = proof.prove()
    assert found.unproven == [kind.__name__ for kind in JOINED]
    monkeypatch.setattr("training.engine.train.verdict", lambda: found)
    experiment = Experiment(epochs=1, data=Moons(), network=MLP(hidden=(64, 64)), optimizer=Adam())
    fill, filled = DirectGradients.fill, list[int]()
    monkeypatch.setattr(DirectGradients, "fill", lambda self, x, y: filled.append(len(x)) or fill(self, x, y))
    trainer = Trainer(experiment, load(experiment.data))
    assert len(trainer.optimizer.param_groups[0]["params"]) == 6
    assert_equal_to_the_textbook(experiment)
    assert filled


LACKING = """
import torch
from torch._ops import _OpNamespace
GONE = ("mish_backward", "max_pool2d_with_indices")
found = _OpNamespace.__getattr__
def lacking(self, name):
    if name in GONE:
        raise AttributeError(name)
    return found(self, name)
for name in GONE:
    vars(torch.ops.aten).pop(name, None)
_OpNamespace.__getattr__ = lacking
import training.engine.direct.kernels
_OpNamespace.__getattr__ = found  # torch itself uses them, too
from tests.training.engine.direct.test_proof import assert_equal_to_the_textbook, experiment_with
from training.engine.direct.keeping import verdict
print(*verdict().unproven)
for piece in ("Mish", "Conv2d", "ReLU"):
    assert_equal_to_the_textbook(experiment_with(piece))
"""


@pytest.mark.slow
def test_a_torch_without_some_kernels_trains_as_the_textbook_does() -> None:
    done = subprocess.run([sys.executable, "-c", LACKING], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "MaxPool2d Mish\n", "")
