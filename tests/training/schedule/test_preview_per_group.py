from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.optim import lr_scheduler, swa_utils

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain, read_experiment, write_experiment
from training.experiment.overrides import with_overrides
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import CyclicLR, OneCycleLR
from training.schedule.assumption import Assumption
from training.schedule.budget import scaled
from training.schedule.pitfalls import warnings_of
from training.schedule.preview import preview

RATE = st.floats(1e-4, 1.0)
RATES = st.lists(RATE, min_size=2, max_size=2)
KINDS: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "OneCycleLR": (("max_lr",), {"cycle_momentum": False}),
    "CyclicLR": (("base_lr", "max_lr"), {"step_size_up": 3, "cycle_momentum": False}),
    "SWALR": (("swa_lr",), {"anneal_epochs": 4}),
    "ReduceLROnPlateau": (("min_lr",), {"patience": 0, "factor": 0.3}),
}
EPOCHS = 9


def by_hand(kind: str, arguments: dict[str, Any], lr: float, head_lr: float) -> list[list[float]]:
    """The rates of both groups before each step, from torch alone."""
    weights = [torch.nn.Parameter(torch.ones(1)) for _ in range(2)]
    optimizer = torch.optim.SGD([{"params": weights[:1]}, {"params": weights[1:], "lr": head_lr}], lr)
    owner: Any = swa_utils if kind == "SWALR" else lr_scheduler
    scheduler = getattr(owner, kind)(optimizer, **arguments)
    rates = [[group["lr"] for group in optimizer.param_groups]]
    for _ in range(EPOCHS):
        optimizer.step()
        scheduler.step(*((1.0,) if kind == "ReduceLROnPlateau" else ()))
        rates.append([group["lr"] for group in optimizer.param_groups])
    return [list(group) for group in zip(*rates, strict=True)]


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(data=st.data(), lr=RATE, head_lr=RATE)
def test_each_group_has_the_rates_that_torch_gives_it(kind: str, data: Any, lr: float, head_lr: float) -> None:
    names, options = KINDS[kind]
    lists = {name: data.draw(RATES) for name in names}
    values = {
        "epochs": EPOCHS,
        "step_scheduler": "epoch",
        "head_lr": head_lr,
        "optimizer": {"lr": lr},
        "scheduler": {"kind": kind, **lists, **options},
    }
    total = {"total_steps": EPOCHS} if kind == "OneCycleLR" else {}

    seen = preview(experiment_from(values), None, Assumption("flat", [1.0]))

    assert seen.rates.tolist() == by_hand(kind, lists | options | total, lr, head_lr)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"scheduler": {"kind": "OneCycleLR", "max_lr": [0.1, 0.2]}}, "2 values for one parameter group; give one"),
        (
            {"scheduler": {"kind": "SWALR", "swa_lr": [0.1]}, "head_lr": 0.1},
            "1 value for two parameter groups, body and head; give one number for both, or one for each",
        ),
        ({"scheduler": {"kind": "CyclicLR", "max_lr": [0.1, -1.0]}, "head_lr": 0.1}, "-1.0 does not fit"),
        ({"scheduler": {"kind": "LambdaLR", "lr_lambda": ["1", "0.5"]}}, "give a text, one for all parameter groups"),
        ({"scheduler": {"kind": "CyclicLR", "max_lr": []}}, "or a list with one for each parameter group"),
    ],
)
def test_a_list_that_does_not_fit_is_answered(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ExperimentError) as caught:
        experiment_from(settings)
    assert sentence in str(caught.value)


def test_a_list_survives_file_option_and_scaling(tmp_path: Any) -> None:
    options = ["head_lr=0.1", "scheduler.kind=OneCycleLR", "scheduler.max_lr=[0.25, 0.5]"]
    experiment = experiment_from(with_overrides(plain(Experiment()), options))
    assert experiment.scheduler == OneCycleLR(max_lr=(0.25, 0.5))

    write_experiment(tmp_path / "lists.toml", experiment)
    assert read_experiment(tmp_path / "lists.toml") == experiment
    assert scaled(experiment, 2.0).scheduler == OneCycleLR(max_lr=(0.5, 1.0))


def test_a_fix_of_the_body_leaves_the_head_its_own() -> None:
    cycle = CyclicLR(base_lr=(0.4, 0.01), max_lr=(0.1, 0.02), step_size_up=3, cycle_momentum=False)
    experiment = Experiment(scheduler=cycle, head_lr=0.01, step_scheduler="epoch")

    (found,) = (one for one in warnings_of(experiment, preview(experiment)) if one.pitfall == "P32")
    assert found.fix is not None
    assert found.fix.overrides == ["scheduler.base_lr=[0.1, 0.01]", "scheduler.max_lr=[0.4, 0.02]"]
