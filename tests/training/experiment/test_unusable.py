from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any, get_args

import pytest
import torch
from torch import nn, optim
from torch.optim import lr_scheduler, swa_utils

from training.experiment.experiment import STAGES, experiment_from
from training.experiment.networks import Activation
from training.experiment.problems import ExperimentError
from training.experiment.unusable import ACTIVATIONS, NOT_OFFERED, UNUSABLE

TABLES = {"optimizer": STAGES["optimizer"], "scheduler": STAGES["scheduler"], "network": STAGES["network"]}
OFFERED = {stage: {kind.model_fields["kind"].default for kind in kinds} for stage, kinds in TABLES.items()}
NN = {name for name, found in vars(nn).items() if inspect.isclass(found)}


def public(module: ModuleType, base: type) -> set[str]:
    """Return the names that a module of torch gives its users: what it lists, and classes of this base."""
    listed = {name for name in module.__all__ if callable(vars(module)[name])}
    return listed | {n for n, found in vars(module).items() if inspect.isclass(found) and issubclass(found, base)}


OPTIMIZERS = public(optim, optim.Optimizer) - {"swap_in_optimizer_params_and_state"}
SCHEDULERS = public(lr_scheduler, lr_scheduler.LRScheduler) | public(swa_utils, lr_scheduler.LRScheduler)
CLASSES = [("optimizer", name) for name in sorted(OPTIMIZERS)] + [("scheduler", name) for name in sorted(SCHEDULERS)]


def refusal(values: dict[str, Any]) -> str:
    with pytest.raises(ExperimentError) as error:
        experiment_from(values)
    return str(error.value)


@pytest.mark.parametrize(("stage", "name"), [one for one in CLASSES if one[1] not in OFFERED[one[0]]])
@pytest.mark.parametrize("written", ["{}", "torch.optim.{}"])
def test_every_class_of_torch_is_offered_or_explained(stage: str, name: str, written: str) -> None:
    told = refusal({stage: {"kind": written.format(name), "lr": 0.1}})
    assert told.startswith(f"{stage}.kind: {name} {UNUSABLE[name]}")
    assert told.rpartition("Choose ")[2].partition(",")[0] in OFFERED[stage]


def test_they_are_explained_wherever_a_kind_is_written() -> None:
    why = "SparseAdam needs sparse gradients; the networks here have dense ones, which it refuses. Choose Adam"
    assert refusal({"edits": [{"epoch": 2, "optimizer": {"kind": "SparseAdam"}}]}).endswith(why)
    chain = {"kind": "ChainedScheduler", "schedulers": [{"kind": "LRScheduler"}]}
    assert "schedulers[0].kind: LRScheduler is the base class" in refusal({"scheduler": chain})


@pytest.mark.parametrize("name", sorted(set(nn.modules.activation.__all__) - set(get_args(Activation))))
def test_every_activation_of_torch_is_offered_or_explained(name: str) -> None:
    told = refusal({"network": {"kind": "MLP", "activation": name}})
    assert told.startswith(f"network.activation: {name} {ACTIVATIONS[name]}")
    assert told.partition("Choose ")[2].partition(",")[0] in get_args(Activation)


@pytest.mark.parametrize("kind", sorted(NN & set(UNUSABLE)))
def test_a_layer_is_no_network(kind: str) -> None:
    assert f"network.kind: {kind} {UNUSABLE[kind]}" in refusal({"network": {"kind": kind}})


def test_a_class_of_another_stage_is_sent_there() -> None:
    told = refusal({"optimizer": {"kind": "StepLR"}})
    assert told == "optimizer.kind: StepLR belongs in another table: write it as the kind of [scheduler]"


def test_a_name_of_nobody_s_is_not_known() -> None:
    assert "scheduler.kind: 'GlideLR' is not known" in refusal({"scheduler": {"kind": "GlideLR"}})
    assert "'torch.optim.Adam' is not known; did you mean 'Adam'?" in refusal(
        {"optimizer": {"kind": "torch.optim.Adam"}}
    )


def test_only_what_torch_has_is_explained() -> None:
    assert set(UNUSABLE) <= OPTIMIZERS | SCHEDULERS | NN
    assert not set(UNUSABLE) & set().union(*OFFERED.values())
    assert set(NOT_OFFERED["optimizer"]) <= OPTIMIZERS


def test_sparse_adam_refuses_the_gradients_of_a_dense_network() -> None:
    network = nn.Linear(2, 2)
    optimizer = optim.SparseAdam(network.parameters())
    network(torch.ones(1, 2)).sum().backward()
    with pytest.raises(RuntimeError, match="does not support dense gradients"):
        optimizer.step()


def test_what_is_said_of_activations_is_what_they_do() -> None:
    sums = torch.linspace(-9, 9, 99)
    assert torch.allclose(nn.CELU()(sums), nn.ELU()(sums))
    assert torch.allclose(nn.LogSigmoid()(sums), -nn.Softplus()(-sums), atol=1e-6)
    assert torch.allclose(nn.Tanhshrink()(sums), sums - sums.tanh())
    assert nn.GLU()(torch.ones(1, 6)).shape == (1, 3)
    assert nn.ReLU6()(sums).max() == 6
    assert len(list(nn.PReLU().parameters())) == 1
    assert nn.Hardshrink()(torch.tensor(0.4)) == 0
