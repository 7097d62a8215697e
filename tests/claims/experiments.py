"""Random experiments that torch can run: all schedulers and compositions, edits, groups, optimizers, odd sizes."""

from __future__ import annotations

from random import Random
from typing import Any

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.optimizers import OPTIMIZERS
from training.experiment.problems import ExperimentError
from training.experiment.schedulers import SCHEDULERS

FORMULAS = (
    "0.95 ** epoch",
    "1 / (1 + epoch)",
    "1 if epoch % 4 < 2 else 0.1",
    "1.5",
    "0.5 if epoch == 0 else 1",
    "1 - epoch / 10",
    "1 - epoch / 20 if epoch < 10 else 0.5",
)
RATES = (0.0, 1e-12, 1e-4, 0.014, 0.1, 0.1, 0.5, 3.0)
GAMMAS = (0.0, 0.1, 0.5, 0.9, 1.0, 1.1, 2.0)


def experiment_of(seed: int) -> Experiment:
    """Return the experiment of a seed."""
    random = Random(seed)
    while True:
        try:
            return experiment_from(_values(random))
        except ExperimentError:
            continue


def _values(random: Random) -> dict[str, Any]:
    epochs = random.choice((1, 2, 3, 5, 8, 12, 20))
    values: dict[str, Any] = {
        "epochs": epochs,
        "seed": random.randrange(1000),
        "device": "cpu",
        "batch_size": random.choice((1, 3, 7, 16, 33)),
        "data": {"kind": "Blobs", "rows": random.choice((12, 23, 40)), "validation": random.choice((0.0, 0.2, 0.4))},
        "network": random.choice(({"kind": "Linear"}, {"kind": "MLP", "hidden": random.choice(([1], [3], [2, 5]))})),
        "optimizer": _optimizer(random),
        "scheduler": scheduler(random, 2),
        "step_scheduler": random.choice(("auto", "epoch", "epoch", "batch")),
    }
    if random.random() < 0.25:
        values |= {random.choice(("freeze_body", "freeze_head")): random.randrange(1, 4)}
    if random.random() < 0.25:
        values["head_lr"] = random.choice(RATES)
    if random.random() < 0.2:
        values["early_stopping"] = random.randrange(1, 4)
    if random.random() < 0.3:
        places = random.sample(range(2, epochs + 1), min(epochs - 1, random.randrange(1, 4)))
        values["edits"] = [_edit(random, epoch) for epoch in sorted(places)]
    return values


def _optimizer(random: Random) -> dict[str, Any]:
    kinds = [optimizer.model_fields["kind"].default for optimizer in OPTIMIZERS]
    kind = random.choice([*kinds, *["SGD"] * len(kinds)])
    momentum = {"momentum": random.choice((0.0, 0.9))} if kind == "SGD" else {}
    few = {"max_iter": 2} if kind == "LBFGS" else {}
    return {"kind": kind, "lr": random.choice(RATES), **momentum, **few}


def edit_of(random: Random, epoch: int) -> dict[str, Any]:
    """Return a change by hand before an epoch."""
    return _edit(random, epoch)


def _edit(random: Random, epoch: int) -> dict[str, Any]:
    stages = random.choice(({"lr"}, {"lr"}, {"scheduler"}, {"optimizer"}, {"lr", "scheduler"}))
    made = {
        "lr": lambda: random.choice(RATES),
        "scheduler": lambda: scheduler(random, 1),
        "optimizer": lambda: _optimizer(random),
    }
    return {"epoch": epoch, **{stage: made[stage]() for stage in sorted(stages)}}


def scheduler(random: Random, depth: int) -> dict[str, Any]:
    """Return a scheduler, or a composition with as many levels inside at most."""
    kinds = [scheduler.model_fields["kind"].default for scheduler in SCHEDULERS]
    kind = random.choice(kinds)
    if kind in ("SequentialLR", "HandSwitched", "ChainedScheduler"):
        return _composition(random, kind, depth) if depth else {"kind": "ExponentialLR", "gamma": 0.9}
    return {"kind": kind, **{name: random.choice(choices) for name, choices in FIELDS.get(kind, {}).items()}}


def _composition(random: Random, kind: str, depth: int) -> dict[str, Any]:
    children = [scheduler(random, depth - 1) for _ in range(random.randrange(1, 4))]
    children = [child if child["kind"] != "None" else {"kind": "StepLR", "step_size": 2} for child in children]
    if kind == "ChainedScheduler":
        return {"kind": kind, "schedulers": children}
    milestones = sorted(random.sample(range(1, 12), len(children) - 1))
    return {"kind": kind, "schedulers": children, "milestones": milestones}


COUNTS = (1, 2, 3, 4, 7, 10, 30)
FACTORS = (0.01, 0.1, 1 / 3, 0.5, 1.0)
FIELDS: dict[str, dict[str, tuple[Any, ...]]] = {
    "StepLR": {"step_size": COUNTS, "gamma": GAMMAS},
    "MultiStepLR": {"milestones": ((), (0,), (3,), (1, 4), (2, 2, 5), (3, 7, 50)), "gamma": GAMMAS},
    "ExponentialLR": {"gamma": GAMMAS},
    "LambdaLR": {"lr_lambda": FORMULAS},
    "MultiplicativeLR": {"lr_lambda": FORMULAS},
    "ConstantLR": {"factor": FACTORS, "total_iters": (0, *COUNTS)},
    "LinearLR": {"start_factor": FACTORS, "end_factor": (0.0, *FACTORS), "total_iters": (0, *COUNTS)},
    "PolynomialLR": {"total_iters": (0, *COUNTS), "power": (0.0, 0.5, 1.0, 2.0)},
    "CosineAnnealingLR": {"T_max": COUNTS, "eta_min": (0.0, 0.0, 0.01, 0.5)},
    "CosineAnnealingWarmRestarts": {"T_0": COUNTS, "T_mult": (1, 2), "eta_min": (0.0, 0.0, 0.01, 0.5)},
    "CyclicLR": {
        "base_lr": (0.0, 0.01, 0.2),
        "max_lr": (0.05, 0.1, 1.0),
        "step_size_up": COUNTS,
        "step_size_down": (None, 1, 3),
        "mode": ("triangular", "triangular2", "exp_range"),
        "gamma": (0.9, 1.0),
        "scale_fn": (None, None, "1 / x", "0.9 ** x"),
        "cycle_momentum": (False, False, True),
    },
    "OneCycleLR": {
        "max_lr": (0.01, 0.1, 1.0),
        "total_steps": (None, None, 8, 30, 400),
        "pct_start": (0.25, 0.3, 0.6),
        "anneal_strategy": ("cos", "linear"),
        "cycle_momentum": (False, False, True),
        "div_factor": (0.5, 10.0, 25.0),
        "three_phase": (False, True),
    },
    "ReduceLROnPlateau": {
        "mode": ("min", "min", "max"),
        "factor": (0.0, 0.1, 0.5),
        "patience": (0, 0, 1, 2, 5),
        "threshold": (0.0, 1e-4, 0.01, 0.1, 1.0),
        "threshold_mode": ("rel", "abs"),
        "cooldown": (0, 1, 2),
        "min_lr": (0.0, 0.0, 0.01),
        "eps": (1e-8, 1e-3),
        "monitor": ("val_loss", "loss", "accuracy", "val_accuracy"),
    },
    "SWALR": {"swa_lr": (0.0, 0.05, 0.5), "anneal_epochs": (0, *COUNTS), "anneal_strategy": ("cos", "linear")},
}
