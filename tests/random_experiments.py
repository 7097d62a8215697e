"""Experiments drawn at random from all that a form offers, sound or not, as nested values."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from training.experiment.experiment import Experiment, experiment_from
from training.experiment.optimizers import OPTIMIZERS
from training.experiment.problems import ExperimentError

Values = dict[str, Any]
RATES = (0.0, 1e-6, 0.001, 0.1, 0.2, 1.0, 50.0)
GAMMAS = (0.0, 0.1, 0.5, 1.0, 1.5, 30.0)
FORMULAS = (
    "0.9 ** epoch",
    "1 - epoch / 5",
    "0",
    "(epoch + 1) / 4",
    "1",
    "2 - epoch",
    "1 / epoch",
    "sqrt(3 - epoch)",
    "10 ** epoch",
)


def random_experiment(seed: int) -> Experiment | None:
    """The experiment of this seed; None where Stepwell refuses it."""
    try:
        return experiment_from(random_values(seed))
    except ExperimentError:
        return None


def random_values(seed: int) -> Values:
    """A small experiment, quick to train."""
    draw = Random(seed)
    epochs = draw.randint(1, 12)
    values: Values = {
        "epochs": epochs,
        "device": "cpu",
        "seed": draw.randrange(1000),
        "batch_size": draw.choice((8, 20, 32)),
        "data": {"kind": "Moons", "rows": draw.choice((30, 50)), "validation": draw.choice((0.0, 0.2, 0.2))},
        "network": {"kind": "MLP", "hidden": draw.choice(([4], [3, 3], [])), "bias": draw.random() < 0.5},
        "optimizer": _optimizer(draw),
        "scheduler": _scheduler(draw),
        "step_scheduler": draw.choice(("auto", "epoch", "epoch", "batch")),
    }
    if values["optimizer"]["kind"] == "Muon":
        values["network"]["bias"] = False
    values |= _some(draw, 0.3, head_lr=RATES) | _some(
        draw, 0.1, freeze_body=(1, 3), freeze_head=(2,), early_stopping=(3,)
    )
    values |= _some(draw, 0.1, clip_grad_norm=(1.0,))
    if epochs > 1 and draw.random() < 0.4:
        values["edits"] = [_edit(draw, epoch) for epoch in _rising(draw, 2, epochs, 2)]
    if "head_lr" in values and draw.random() < 0.7:
        _listed(draw, values["scheduler"])
    return values


def _listed(draw: Random, scheduler: Values) -> None:
    """Give each parameter group a rate of its own, in a scheduler and in those inside it."""
    for name in ("max_lr", "base_lr", "min_lr", "swa_lr"):
        if name in scheduler:
            scheduler[name] = [scheduler[name], draw.choice((0.001, 0.1, 1.0))]
    for part in scheduler.get("schedulers", ()):
        _listed(draw, part)


def _some(draw: Random, share: float, **choices: Any) -> Values:
    """Some of the settings, each at one of its values."""
    return {name: draw.choice(values) for name, values in choices.items() if draw.random() < share}


def _rising(draw: Random, low: int, high: int, most: int) -> list[int]:
    return sorted(draw.sample(range(low, high + 1), min(high - low + 1, draw.randint(1, most))))


def _edit(draw: Random, epoch: int) -> Values:
    way = draw.random()
    if way > 0.8:
        return {"epoch": epoch, "optimizer": _optimizer(draw)}
    rate = {"lr": draw.choice(RATES)} if way > 0.4 else {}
    return {"epoch": epoch, **rate, **({"scheduler": _scheduler(draw)} if way < 0.6 else {})}


def _optimizer(draw: Random) -> Values:
    optimizer = draw.choice(OPTIMIZERS)
    options = {
        "momentum": (0.0, 0.5, 0.9),
        "weight_decay": (0.0, 0.1),
        "amsgrad": (True,),
        "centered": (True,),
        "line_search_fn": ("strong_wolfe",),
        "rho": (0.0, 1.0),
    }
    chosen = _some(draw, 0.4, **{name: values for name, values in options.items() if name in optimizer.model_fields})
    if optimizer.__name__ == "SGD" and chosen.get("momentum"):
        chosen |= _some(draw, 0.3, nesterov=(True,))
    return {"kind": optimizer.__name__, "lr": draw.choice(RATES), **chosen}


def _scheduler(draw: Random) -> Values:
    kinds = (_simple, _simple, _simple, _cycle, _cycle, _plateau, _sequence, _chain, _by_hand, _none)
    return draw.choice(kinds)(draw)


def _none(draw: Random) -> Values:
    return {"kind": "None"}


def _simple(draw: Random) -> Values:
    count, gamma, rate = draw.choice((1, 2, 3, 4, 5, 7, 10, 15)), draw.choice(GAMMAS), draw.choice(RATES)
    length, formula = draw.choice((0, 0, 1, 2, 3, 5, 8, 15)), draw.choice(FORMULAS)
    milestones = [draw.choice((0, 1, 2, 3, 5, 8, 15)) for _ in range(draw.randrange(4))]
    start, end = draw.choice((0.1, 1.0)), draw.choice((0.0, 0.5, 1.0))
    kinds: dict[str, Values] = {
        "StepLR": {"step_size": count, "gamma": gamma},
        "MultiStepLR": {"milestones": milestones, "gamma": gamma},
        "ExponentialLR": {"gamma": gamma},
        "ConstantLR": {"factor": start, "total_iters": length},
        "LinearLR": {"start_factor": start, "end_factor": end, "total_iters": length},
        "PolynomialLR": {"total_iters": length, "power": draw.choice((0.5, 1.0, 2.0))},
        "CosineAnnealingLR": {"T_max": count, "eta_min": rate},
        "CosineAnnealingWarmRestarts": {"T_0": count, "T_mult": draw.choice((1, 1, 2, 3)), "eta_min": rate},
        "LambdaLR": {"lr_lambda": formula},
        "MultiplicativeLR": {"lr_lambda": formula},
        "SWALR": {"swa_lr": rate, "anneal_epochs": length, "anneal_strategy": draw.choice(("cos", "linear"))},
    }
    kind = draw.choice(list(kinds))
    return {"kind": kind, **kinds[kind]}


def _cycle(draw: Random) -> Values:
    momentum = _some(draw, 0.4, cycle_momentum=(True, False), max_momentum=(0.0, 0.5), base_momentum=(0.0, 0.5))
    if draw.random() < 0.5:
        lengths = _some(draw, 0.3, total_steps=range(1, 61), epochs=range(1, 21), steps_per_epoch=range(1, 6))
        shape = _some(
            draw, 0.6, pct_start=(0.0, 0.1, 0.2, 0.25, 0.5, 1.0), three_phase=(True,), anneal_strategy=("linear",)
        )
        return {"kind": "OneCycleLR", "max_lr": draw.choice((0.01, 0.1, 1.0)), **lengths, **shape, **momentum}
    shape = _some(draw, 0.4, step_size_down=range(1, 21), mode=("triangular2", "exp_range"), gamma=(0.5, 2.0))
    shape |= _some(draw, 0.2, scale_fn=("1 - x", "0.5 ** x", "2", "1 / x"), scale_mode=("iterations",))
    bounds = {"base_lr": draw.choice(RATES), "max_lr": draw.choice(RATES), "step_size_up": draw.randint(1, 30)}
    return {"kind": "CyclicLR", **bounds, **shape, **momentum}


def _plateau(draw: Random) -> Values:
    options = _some(
        draw,
        0.5,
        mode=("max",),
        monitor=("loss", "val_accuracy"),
        factor=(0.0, 0.5),
        patience=(0, 1, 2, 5),
        threshold=(1.0,),
        threshold_mode=("abs",),
        min_lr=RATES,
        eps=(0.5,),
        cooldown=(2,),
    )
    return {"kind": "ReduceLROnPlateau", **options}


def _relay(draw: Random, kind: str, child: Callable[[Random], Values]) -> Values:
    milestones = _rising(draw, 1, 14, 3) if draw.random() < 0.8 else []
    return {"kind": kind, "schedulers": [child(draw) for _ in range(len(milestones) + 1)], "milestones": milestones}


def _sequence(draw: Random) -> Values:
    return _relay(draw, "SequentialLR", _simple)


def _chain(draw: Random) -> Values:
    children = [draw.choice((_simple, _simple, _sequence))(draw) for _ in range(draw.randint(1, 3))]
    return {"kind": "ChainedScheduler", "schedulers": children}


def _by_hand(draw: Random) -> Values:
    kinds = (_simple, _simple, _cycle, _sequence, _chain, _plateau)
    return _relay(draw, "HandSwitched", lambda draw: draw.choice(kinds)(draw))
