"""Experiments drawn at random for the comparison with the textbook loop: all data, networks and optimizers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

from tests.random_experiments import random_values
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.networks import MLP
from training.experiment.optimizers import OPTIMIZERS
from training.experiment.problems import ExperimentError

Values = dict[str, Any]
SMALL = ("Moons", "Circles", "Spirals", "Blobs")
BUNDLED = ("Iris", "Wine", "BreastCancer", "Digits", "Tutorial")
MOST_BATCHES = 12  # in an epoch, about
ROWS = {"Iris": 150, "Wine": 178, "BreastCancer": 569, "Digits": 1797, "Tutorial": 1000}
WIDTHS = (1, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33, 64)
ACTIVATIONS = MLP.model_fields["activation"].annotation.__args__
OPTIONS: Values = {
    "dampening": (0.5, -0.3),
    "betas": ((0.5, 0.9), (0.0, 0.5), (0.95, 0.99)),
    "eps": (1e-3, 1e-12),
    "weight_decay": (0.001, 0.1),
    "amsgrad": (True,),
    "decoupled_weight_decay": (True,),
    "momentum_decay": (0.1,),
    "lr_decay": (0.01,),
    "initial_accumulator_value": (0.5,),
    "rho": (0.5, 0.99),
    "beta2_decay": (-0.5,),
    "d": (2.0,),
    "alpha": (0.5, 0.9),
    "centered": (True,),
    "etas": ((0.3, 1.5),),
    "step_sizes": ((1e-4, 1.0),),
    "lambd": (0.01,),
    "t0": (2.0, 20.0),
    "max_iter": (1, 4),
    "history_size": (2,),
    "line_search_fn": ("strong_wolfe",),
    "momentum": (0.3, 0.9, 1.5),
    "nesterov": (True,),
    "ns_steps": (2, 5),
}


def random_runs(seed: int) -> Iterator[Experiment]:
    """Yield experiments that Stepwell does not refuse, without end."""
    for number in count():
        try:
            yield experiment_from(_values(Random(f"{seed} {number}"), 1_000_000 * seed + number))
        except ExperimentError:
            continue


def _values(draw: Random, seed: int) -> Values:
    """Schedulers, edits and the rest as they are drawn for the planning; data, network and optimizers of all kinds."""
    values = random_values(seed)
    edits = values.get("edits", [])
    for epoch, edit in enumerate(edits, 2):
        edit["epoch"] = epoch
    values["epochs"] = draw.choice((2, 2, 3, 3, 6)) if not edits else len(edits) + 1
    values["data"], rows = _data(draw)
    values["network"] = _network(draw, values["data"]["kind"])
    few = rows <= 45
    values["batch_size"] = draw.choice(
        (1, 2, 3, 7, 20) if few else (rows // MOST_BATCHES + draw.randrange(1, 100), rows)
    )
    values["seed"] = draw.choice((0, 1, 42, 2**32, draw.randrange(2**63)))
    values["optimizer"] = _optimizer(draw)
    values["class_weights"] = draw.choice(("none", "none", "balanced"))
    values.pop("early_stopping", None)  # the textbook loop has none
    if draw.random() < 0.1:
        inner = {"kind": "SequentialLR", "schedulers": [{"kind": "StepLR", "step_size": 2}, {"kind": "ConstantLR"}]}
        first = draw.choice(
            ({**inner, "milestones": [2]}, {"kind": "ChainedScheduler", "schedulers": [inner["schedulers"][0]]})
        )
        values["scheduler"] = {"kind": "SequentialLR", "schedulers": [first, {"kind": "ConstantLR"}], "milestones": [3]}
    return values


def _data(draw: Random) -> tuple[Values, int]:
    """Draw data, and return about how many rows are trained on."""
    if draw.random() < 0.6:
        kind, rows, validation = draw.choice(SMALL), draw.choice((20, 30, 45)), draw.choice((0.0, 0.2, 0.33))
        values: Values = {"kind": kind, "rows": rows, "validation": validation, "seed": draw.randrange(3)}
        if kind == "Blobs":
            values |= {"features": draw.choice((1, 2, 3, 5, 10, 13, 30, 33)), "classes": draw.choice((2, 3, 7))}
    else:
        kind, validation = draw.choice(BUNDLED), draw.choice((0.5, 0.8, 0.9))
        values, rows = {"kind": kind, "validation": validation}, ROWS[kind]
    return values, round(rows * (1 - validation))


def _network(draw: Random, data: str) -> Values:
    kind = draw.choice(("MLP", "MLP", "MLP", "Linear", *(("ConvNet", "ConvNet") if data == "Digits" else ())))
    if kind == "Linear":
        return {"kind": kind, "bias": draw.random() < 0.7}
    shared = {"dropout": draw.choice((0.0, 0.0, 0.3)), "batch_norm": draw.random() < 0.25}
    shared["activation"] = draw.choice(ACTIVATIONS)
    if kind == "ConvNet":
        return {"kind": kind, "channels": [draw.choice((1, 2, 5)) for _ in range(draw.randint(1, 3))], **shared}
    hidden = [draw.choice(WIDTHS) for _ in range(draw.choice((0, 1, 1, 2, 3)))]
    return {"kind": kind, "hidden": hidden, "bias": draw.random() < 0.7, **shared}


def _optimizer(draw: Random) -> Values:
    optimizer = draw.choice(OPTIMIZERS)
    own = {name: OPTIONS[name] for name in optimizer.model_fields if name in OPTIONS}
    chosen = {name: draw.choice(values) for name, values in own.items() if draw.random() < 0.4}
    return {"kind": optimizer.__name__, "lr": draw.choice((0.0, 1e-12, 1e-3, 0.014, 0.1, 0.5, 3.0)), **chosen}
