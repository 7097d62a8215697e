"""What every optimizer makes of its rate, found by training with it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from training.engine.data import load
from training.engine.train import start, train_on
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.optimizers import OPTIMIZERS
from training.experiment.rate_use import RateUse
from training.runs.observations import observe
from training.runs.trace import Trace
from training.schedule.acting import acting_rates
from training.schedule.pitfalls import warnings_of
from training.schedule.preview import preview

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
RUNS = ({}, {"batch_size": 1000}, {"step_scheduler": "batch", "batch_size": 200})


def _experiment(optimizer: dict[str, Any], scheduler: dict[str, Any], **values: Any) -> Experiment:
    network = {"kind": "MLP", "hidden": [5], "bias": optimizer["kind"] != "Muon"}
    fixed = {"epochs": 3, "device": "cpu", "network": network, "optimizer": optimizer, "scheduler": scheduler}
    return experiment_from({**fixed, **values})


def _trained(experiment: Experiment) -> tuple[list[tuple[float | None, ...]], Trace]:
    """The losses of all epochs and the run's last weights; its trace."""
    trainer, trace = start(experiment, load(experiment.data)), Trace(experiment)
    trace.extend(train_on(trainer))
    weights = [tuple(parameter.detach().flatten().tolist()) for parameter in trainer.network.parameters()]
    return [*((trace[epoch].loss, trace[epoch].val_loss) for epoch in range(len(trace))), *weights], trace


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


def test_every_way_to_use_a_rate_is_some_optimizers() -> None:
    kinds = {experiment.optimizer.rate_use for experiment in (_experiment(options, HALVED) for options in OPTIONS)}

    assert kinds == set(RateUse)
