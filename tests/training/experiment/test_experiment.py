from __future__ import annotations

import inspect
from typing import Any

import pytest
import torch
from pydantic_core import PydanticUndefined

from training.experiment.experiment import STAGES, Experiment, experiment_from
from training.experiment.optimizers import OPTIMIZERS
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import SCHEDULERS, SWALR

# torch's parameters that choose an implementation, or that make no sense here
NOT_SETTINGS = {
    "params",
    "optimizer",
    "last_epoch",
    "foreach",
    "fused",
    "capturable",
    "differentiable",
    "maximize",
}
NOT_TORCH_S = {"kind", "monitor"}  # settings of Stepwell's own
NOT_IN_TOML = {("Adafactor", "eps")}  # a pair that holds None


def signature(kind: Any, module: Any) -> dict[str, Any]:
    parameters = inspect.signature(getattr(module, kind.__name__)).parameters
    return {
        name: parameter.default
        for name, parameter in parameters.items()
        if name not in NOT_SETTINGS and (kind.__name__, name) not in NOT_IN_TOML
    }


@pytest.mark.parametrize(
    ("kind", "module"),
    [(kind, torch.optim) for kind in OPTIMIZERS]
    + [(kind, torch.optim.lr_scheduler) for kind in SCHEDULERS if hasattr(torch.optim.lr_scheduler, kind.__name__)]
    + [(SWALR, torch.optim.swa_utils)],
)
def test_fields_and_defaults_are_torch_s_own(kind: Any, module: Any) -> None:
    ours = {
        name: inspect.Parameter.empty if field.default is PydanticUndefined else field.default
        for name, field in kind.model_fields.items()
        if name not in NOT_TORCH_S
    }
    theirs = signature(kind, module)
    theirs = {n: tuple(map(float, d)) if isinstance(d, tuple) else d for n, d in theirs.items()}
    assert ours == theirs


def test_every_scheduler_of_torch_is_offered() -> None:
    theirs = {name for name in torch.optim.lr_scheduler.__all__ if name != "LRScheduler"}
    assert {kind.__name__ for kind in SCHEDULERS} == theirs | {"SWALR", "HandSwitched", "NoScheduler"}


def test_every_optimizer_of_torch_is_offered_but_the_one_that_cannot_train_these_networks() -> None:
    theirs = {n for n, c in vars(torch.optim).items() if isinstance(c, type) and issubclass(c, torch.optim.Optimizer)}
    assert {kind.__name__ for kind in OPTIMIZERS} == theirs - {"Optimizer", "SparseAdam"}


@pytest.mark.parametrize("kind", [kind for kinds in STAGES.values() for kind in kinds])
def test_every_choice_and_every_field_explains_itself(kind: Any) -> None:
    assert kind.__doc__.rstrip().endswith(".")
    assert kind.model_fields["kind"].default == kind.__name__.replace("NoScheduler", "None")
    for name, field in kind.model_fields.items():
        if name != "kind":
            assert (field.description or "").endswith("."), name


@pytest.mark.parametrize("kind", [kind for kinds in STAGES.values() for kind in kinds])
def test_the_suggested_values_are_accepted(kind: Any) -> None:
    assert kind(**{name: value for name, value in kind.suggested().items() if name != "kind"})


def test_the_default_is_the_tutorial() -> None:
    experiment = Experiment()
    assert (experiment.seed, experiment.epochs, experiment.batch_size) == (0, 10, 32)
    assert experiment.network.hidden == (5,)
    assert (experiment.optimizer.kind, experiment.optimizer.lr) == ("SGD", 0.1)
    assert (experiment.scheduler.step_size, experiment.scheduler.gamma) == (5, 0.5)
    assert hash(experiment) == hash(Experiment())


WRONG = [
    ({"epoch": 3}, "epoch: there is no such setting; did you mean 'epochs'?"),
    ({"epochs": 0}, "epochs: 0 does not fit; give a whole number, at least 1"),
    ({"epochs": 1.5}, "epochs: 1.5 does not fit; give a whole number"),
    ({"epochs": 2**63}, "epochs: 9223372036854775808 does not fit"),
    ({"epochs": True}, "epochs: true does not fit; give a whole number"),
    ({"epochs": "10"}, "epochs: '10' does not fit; give a whole number"),
    ({"seed": -1}, "seed: -1 does not fit; give a whole number, at least 0"),
    ({"device": "gpu"}, "device: 'gpu' does not fit; give auto"),
    (
        {"optimizer": {"kind": "SGD", "lr": float("nan")}},
        "optimizer.lr: nan does not fit; give a number, at least 0",
    ),
    ({"optimizer": {"kind": "SGD", "lr": float("inf")}}, "optimizer.lr: inf does not fit"),
    ({"optimizer": {"kind": "SGD", "lr": "0,001"}}, "optimizer.lr: '0,001' does not fit; give a number"),
    ({"optimizer": {"kind": "SGD", "nesterov": True}}, "optimizer.nesterov: needs a momentum above 0"),
    ({"optimizer": {"kind": "Adam", "betas": [0.9, 1.0]}}, "optimizer.betas: each of the two"),
    ({"optimizer": {"kind": "adam"}}, "optimizer.kind: 'adam' is not known; did you mean 'Adam'?"),
    ({"optimizer": {"kind": "Muon"}}, "optimizer.kind: Muon trains matrices only"),
    ({"network": {"kind": "ConvNet"}}, "network.kind: ConvNet needs images; choose Digits as data"),
    ({"network": {"kind": "MLP", "hidden": [0]}}, "network.hidden[0]: 0 does not fit"),
    (
        {"network": {"kind": "MLP", "activation": "relu"}},
        "network.activation: 'relu' does not fit; give one of ReLU",
    ),
    ({"scheduler": {"kind": "StepLR"}}, "scheduler.step_size: is missing; give a whole number"),
    ({"scheduler": {"kind": "StepLR", "milestones": [3]}}, "scheduler.milestones: there is no such setting"),
    ({"scheduler": {"step_size": 3}}, "scheduler.kind: is missing"),
    ({"scheduler": "StepLR"}, "scheduler: 'StepLR' is not a table of settings"),
    (
        {"scheduler": {"kind": "MultiStepLR", "milestones": [3, 2.5]}},
        "scheduler.milestones[1]: 2.5 does not fit",
    ),
    ({"data": {"kind": "Table"}}, "data.path: is missing"),
    ({"clip_grad_norm": 0.0}, "clip_grad_norm: 0.0 does not fit; give a number, above 0, or nothing"),
]


@pytest.mark.parametrize(("values", "sentence"), WRONG)
def test_what_is_wrong_is_said_with_its_place_and_a_remedy(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        experiment_from(values)
    assert any(str(problem).startswith(sentence) for problem in caught.value.problems), str(caught.value)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ExperimentError) as caught:
        experiment_from({"epochs": 0, "batch_size": 0, "optimizer": {"kind": "SGD", "lr": -1.0}})
    assert {problem.path for problem in caught.value.problems} == {"epochs", "batch_size", "optimizer.lr"}
