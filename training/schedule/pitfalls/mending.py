"""How a scheduler is kept from rates of 0 and below."""

from __future__ import annotations

from training.experiment.schedulers import (
    SWALR,
    CosineAnnealingLR,
    CyclicLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)
from training.schedule.pitfalls.caution import Fix
from training.schedule.pitfalls.turn import Turn

FLOOR = "0.01"  # the smallest factor that a mended formula gives


def mended(turn: Turn) -> Fix | None:
    """Return the change after which the scheduler's own rates stay above 0; None where none is known."""
    settings, length = turn.settings, turn.length
    match settings:
        case PolynomialLR() if settings.total_iters < length:
            return turn.set("total_iters", length)
        case LinearLR(end_factor=0) if settings.total_iters < length:
            return turn.set("total_iters", length)
        case CosineAnnealingLR(eta_min=0) if settings.T_max != length:
            return turn.set("T_max", length)
        case SWALR(swa_lr=0) if settings.anneal_epochs < length:
            return turn.set("anneal_epochs", length)
        case StepLR(gamma=0) | MultiStepLR(gamma=0) | ExponentialLR(gamma=0):
            return turn.set("gamma", 0.5)
        case LambdaLR() | MultiplicativeLR():
            formula = f"max({settings.lr_lambda}, {FLOOR})"
            return turn.fix(f"Keep the factor at {FLOOR} or more", lr_lambda=formula)
        case CyclicLR() if turn.holder is None:
            return _mended_cycle(turn)
    return None


def _mended_cycle(turn: Turn) -> Fix | None:
    settings = turn.settings
    if settings.scale_fn is None:
        return None if settings.base_lr else turn.set("base_lr", settings.max_lr / 10 or 1e-3)
    if 0 < settings.base_lr <= settings.max_lr:
        return turn.fix("Keep scale_fn at 0 or more", scale_fn=f"max({settings.scale_fn}, 0)")
    return None
