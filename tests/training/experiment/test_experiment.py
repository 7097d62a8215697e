from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from pydantic_core import PydanticUndefined

from training.experiment.experiment import STAGES, Experiment, experiment_from
from training.experiment.file import plain
from training.experiment.optimizers import OPTIMIZERS, SGD
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import SCHEDULERS, SWALR, StepLR
from training.experiment.settings import Stage

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
    assert (experiment.seed, experiment.epochs, experiment.batch_size) == (0, 10, 8)
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
    (
        {"scheduler": {"kind": "SequentialLR", "schedulers": [{"kind": "LinearLR"}, {"kind": "StepLR"}]}},
        "scheduler.milestones: is missing; give a list, each a whole number, at least 1 and at most 1_000_000_000, "
        "for instance milestones = [3]",
    ),
    ({"scheduler": {"kind": "StepLR", "milestones": [3]}}, "scheduler.milestones: there is no such setting"),
    (
        {"scheduler": {"T_max": 3}},
        "scheduler.T_max: there is no such setting of StepLR; it belongs to CosineAnnealingLR: "
        'give kind = "CosineAnnealingLR", or take T_max out',
    ),
    ({"scheduler": "StepLR"}, "scheduler: 'StepLR' is not a table of settings"),
    (
        {"scheduler": {"kind": "MultiStepLR", "milestones": [3, 2.5]}},
        "scheduler.milestones[1]: 2.5 does not fit",
    ),
    ({"data": {"kind": "Table"}}, 'data.path: is missing; give a text, for instance path = "penguins.csv"'),
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


# kinds that cannot be used alone, and what is said of it
NEEDS = {"ConvNet": "choose Digits as data", "Muon": "set network.bias to false", "Table": "for instance path ="}


def keys_in(values: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The places of all settings and tables."""
    for key, value in values.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from keys_in(value, (*path, key))


@pytest.mark.parametrize("place", list(keys_in(plain(Experiment()))), ids=".".join)
def test_every_key_of_the_default_experiment_may_be_left_out(place: tuple[str, ...]) -> None:
    values = plain(Experiment())
    table = values
    for key in place[:-1]:
        table = table[key]
    del table[place[-1]]

    experiment_from(values)


@pytest.mark.parametrize(("stage", "kind"), [(stage, kind) for stage, kinds in STAGES.items() for kind in kinds])
def test_a_kind_alone_is_enough_or_what_it_needs_is_named(stage: str, kind: type[Stage]) -> None:
    name = kind.model_fields["kind"].default
    if name in NEEDS:
        with pytest.raises(ExperimentError, match=NEEDS[name]):
            experiment_from({stage: {"kind": name}})
    else:
        assert getattr(experiment_from({stage: {"kind": name}}), stage) == kind(**kind.suggested())


@pytest.mark.parametrize("stage", STAGES)
def test_a_table_without_a_kind_says_only_what_differs_from_the_default(stage: str) -> None:
    usual = getattr(Experiment(), stage)
    for field, value in usual.model_dump().items():
        experiment = experiment_from({stage: {} if field == "kind" else {field: value}})
        assert getattr(experiment, stage) == usual


def test_an_edit_and_a_scheduler_inside_another_may_leave_out_their_kind() -> None:
    parts = {"kind": "SequentialLR", "milestones": [2], "schedulers": [{"kind": "LinearLR"}, {"gamma": 0.3}]}
    edits = [{"epoch": 2, "scheduler": {"gamma": 0.2}}, {"epoch": 4, "optimizer": {"momentum": 0.9}}]
    experiment = experiment_from({"scheduler": parts, "edits": edits})

    assert experiment.phase(2).scheduler == StepLR(step_size=5, gamma=0.2)
    assert experiment.phase(4).optimizer == SGD(lr=0.1, momentum=0.9)
    assert experiment.scheduler.schedulers[1] == StepLR(step_size=5, gamma=0.3)
