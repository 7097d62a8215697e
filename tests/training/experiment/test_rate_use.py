"""What every optimizer makes of its rate, found by training with it."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import numpy as np
import pytest

from training.engine.data import load
from training.engine.errors import TrainingError
from training.engine.train import start, train_on
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.optimizers import OPTIMIZERS
from training.experiment.rate_use import RateUse
from training.runs.observations import observe
from training.runs.trace import Trace
from training.schedule.acting import acting_rates
from training.schedule.pitfalls import warnings_of
from training.schedule.preview import preview

WITHOUT: dict[str, Any] = {"scheduler": {"kind": "None"}}
HALVED = {"kind": "StepLR", "step_size": 2, "gamma": 0.5}
OPTIONS: tuple[dict[str, Any], ...] = (
    *({"kind": optimizer.model_fields["kind"].default} for optimizer in OPTIMIZERS),
    {"kind": "SGD", "lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
    {"kind": "SGD", "lr": 0.1, "momentum": 0.9, "dampening": 1.0},
    {"kind": "Adam", "amsgrad": True, "weight_decay": 0.1, "decoupled_weight_decay": True},
    {"kind": "Adagrad", "lr_decay": 1.0},
    {"kind": "Adadelta", "rho": 1.0},
    {"kind": "Adafactor", "lr": 0.12},
    {"kind": "Adafactor", "lr": 0.3},
    {"kind": "Adafactor", "lr": 2.0},
    {"kind": "RMSprop", "momentum": 0.5, "centered": True},
    {"kind": "Rprop", "lr": 0.0},
    {"kind": "Rprop", "lr": 0.1, "step_sizes": [0.01, 0.01]},
    {"kind": "ASGD", "lambd": 0.5, "alpha": 0.5, "t0": 10.0},
    {"kind": "LBFGS", "line_search_fn": "strong_wolfe", "max_iter": 4},
    {"kind": "LBFGS", "max_iter": 2, "history_size": 1},
    {"kind": "Muon", "adjust_lr_fn": "match_rms_adamw", "weight_decay": 0.0},
)
RUNS = ({"batch_size": 100}, {"batch_size": 1000}, {"step_scheduler": "batch", "batch_size": 200})


def _experiment(optimizer: dict[str, Any], scheduler: dict[str, Any], **values: Any) -> Experiment:
    network = {"kind": "MLP", "hidden": [5], "bias": optimizer["kind"] != "Muon"}
    fixed = {"epochs": 3, "device": "cpu", "network": network, "optimizer": optimizer, "scheduler": scheduler}
    return experiment_from({**fixed, **values})


def _trained(experiment: Experiment) -> tuple[str, Trace]:
    """All that a training came to, to the last digit: its losses, its last weights, its end; its trace."""
    trainer, trace, end = start(experiment, load(experiment.data)), Trace(experiment), ""
    try:
        for record in train_on(trainer):
            trace.extend([record])
    except TrainingError as error:
        end = type(error).__name__
    weights = [parameter.detach().flatten().tolist() for parameter in trainer.network.parameters()]
    losses = [trace.column(name).tolist() for name in ("loss", "val_loss")]
    return f"{losses} {weights} {end}", trace


@pytest.mark.slow
@pytest.mark.parametrize("run", RUNS, ids=("epoch", "one-batch", "batch"))
@pytest.mark.parametrize("optimizer", OPTIONS, ids=lambda options: "-".join(map(str, options.values())))
def test_a_schedule_changes_the_training_exactly_where_the_rates_that_act_say_so(
    optimizer: dict[str, Any], run: dict[str, Any]
) -> None:
    scheduled, plain = (_experiment(optimizer, scheduler, **run) for scheduler in (HALVED, {"kind": "None"}))
    rows = load(scheduled.data).rows
    known = [np.array(acting_rates(each, preview(each, rows), each.batches(rows))) for each in (scheduled, plain)]
    outcome, trace = _trained(scheduled)
    same = outcome == _trained(plain)[0]

    assert same == np.array_equal(known[0], known[1], equal_nan=True)
    if same:
        _assert_told(scheduled, trace, rows)


def _assert_told(experiment: Experiment, trace: Trace, rows: int) -> None:
    """No sentence says that the schedule acts; a caution says that it does not, and can be mended."""
    told = " ".join(observe(trace, index) for index in range(len(trace)))
    assert "used from" not in told
    assert "first epoch at" not in told
    found = [each for each in warnings_of(experiment, preview(experiment, rows), rows) if each.pitfall == "P36"]
    assert found
    assert found[0].fix is not None


FIRST_RATES: tuple[dict[str, Any], ...] = (
    HALVED,
    {"kind": "LinearLR", "start_factor": 0.01},
    {"kind": "LinearLR"},
    {"kind": "ConstantLR", "total_iters": 2},
    {"kind": "OneCycleLR", "max_lr": 0.2, "total_steps": 300, "cycle_momentum": False},
    {"kind": "CyclicLR", "base_lr": 0.003, "max_lr": 0.1, "step_size_up": 1, "cycle_momentum": False},
    {"kind": "LambdaLR", "lr_lambda": "(epoch + 1) / 3"},
)
PARTS: tuple[dict[str, Any], ...] = ({}, {"head_lr": 0.3}, {"freeze_body": 1}, {"edits": [{"epoch": 3, "lr": 0.5}]})


@pytest.mark.parametrize("parts", PARTS, ids=lambda parts: next(iter(parts), "whole"))
@pytest.mark.parametrize("scheduler", FIRST_RATES, ids=lambda scheduler: "-".join(map(str, scheduler.values())))
def test_the_constant_rate_that_comes_to_the_same_losses_is_the_one_that_is_told(
    scheduler: dict[str, Any], parts: dict[str, Any]
) -> None:
    experiment = _experiment({"kind": "Rprop", "lr": 0.1}, scheduler, **parts)
    rows = load(experiment.data).rows
    found = warnings_of(experiment, preview(experiment, rows), rows)
    (reason,) = (each.reason for each in found if each.message.startswith("Rprop reads"))
    told = re.search(r"(Without the scheduler|At a? ?constant rates? of (.+)) the losses are the same", reason)

    assert told is not None
    body, *head = [float(rate) for rate in re.findall(r"\d[\d.e-]*", told[2] or "0.1")]
    steady = {**parts, "edits": []} | ({"head_lr": head[0]} if head else {})
    assert (
        _trained(experiment)[0] == _trained(_experiment({"kind": "Rprop", "lr": body}, {"kind": "None"}, **steady))[0]
    )


def test_every_way_to_use_a_rate_is_some_optimizers() -> None:
    kinds = {experiment.optimizer.rate_use for experiment in (_experiment(options, HALVED) for options in OPTIONS)}

    assert kinds == set(RateUse)


def _random(seed: int) -> dict[str, Any]:
    """An experiment with changes by hand, groups, frozen parts and odd batches."""
    chance = Random(seed)
    usable = [options for options in OPTIONS if options["kind"] not in ("LBFGS", "Muon")]
    suspect = [options for options in usable if options["kind"] in ("Rprop", "Adafactor", "ASGD")]
    edits = [
        {"epoch": epoch, **chance.choice(({"lr": 0.02}, {"lr": 2.0}, {"optimizer": chance.choice(suspect)}))}
        for epoch in sorted(chance.sample(range(2, 6), chance.choice((0, 1, 2))))
    ]
    return {
        "optimizer": chance.choice(suspect if chance.random() < 0.8 else usable),
        "scheduler": {"kind": "StepLR", "step_size": chance.choice((1, 2, 3)), "gamma": chance.choice((0.5, 0.0, 2.0))},
        "epochs": 5,
        "edits": edits,
        "batch_size": chance.choice((100, 333, 1000)),
        "step_scheduler": chance.choice(("epoch", "batch")),
        **chance.choice(({}, {}, {"head_lr": 0.3}, {"freeze_body": 2}, {"freeze_head": 3})),
    }


@pytest.mark.parametrize("block", [range(15), pytest.param(range(15, 400), marks=pytest.mark.slow)])
def test_the_rates_that_act_are_known_through_changes_by_hand_and_frozen_parts(block: range) -> None:
    for seed in block:
        values = _random(seed)
        scheduled, plain = (experiment_from({**values, "device": "cpu", **each}) for each in ({}, WITHOUT))
        rows = load(scheduled.data).rows
        known = [acting_rates(each, preview(each, rows), each.batches(rows)) for each in (scheduled, plain)]
        awake = [_awake(scheduled, rates) for rates in known]
        same = _trained(scheduled)[0] == _trained(plain)[0]

        assert same == np.array_equal(awake[0], awake[1], equal_nan=True), f"seed {seed}: {values}"


def _awake(experiment: Experiment, acting: list[Any]) -> np.ndarray:
    """The rates that act, without those of a part while it is frozen."""
    rates = np.array(acting)
    for group, frozen in enumerate((experiment.freeze_body, experiment.freeze_head)[: len(rates)]):
        rates[group, :, : frozen * rates.shape[2] // experiment.epochs] = np.nan
    return rates
