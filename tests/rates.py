"""The schedulers once more, written without anything of Stepwell's own building: what every preview must equal."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

Figures = dict[str, Any]
OURS = ("kind", "monitor")  # settings that are no arguments of torch's
NAMES = {"interp": np.interp, **{name: getattr(math, name) for name in ("sqrt", "exp", "log", "sin", "cos", "floor")}}


def arguments(settings: Any) -> dict[str, Any]:
    """Return what the settings pass to torch's class; a test may evaluate its own formulas."""
    found = {name: value for name, value in settings.model_dump().items() if name not in OURS}
    for name, variable in (("lr_lambda", "epoch"), ("scale_fn", "x")):
        if found.get(name) is not None:
            found[name] = eval(f"lambda {variable}: {found[name]}", dict(NAMES))
    return found


def plain(settings: Any, optimizer: Any, steps: int, per_epoch: int) -> Any:
    """Return torch's scheduler, or None."""
    kind = settings.kind
    if kind == "None":
        return None
    if kind == "SequentialLR":
        children = [plain(child, optimizer, steps, per_epoch) for child in settings.schedulers]
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Detected call of")  # of what stands first, whose step it makes
            return torch.optim.lr_scheduler.SequentialLR(optimizer, children, list(settings.milestones))
    if kind == "ChainedScheduler":
        children = [plain(child, optimizer, steps, per_epoch) for child in settings.schedulers]
        return torch.optim.lr_scheduler.ChainedScheduler(children, optimizer=optimizer)
    if kind == "SWALR":
        return torch.optim.swa_utils.SWALR(optimizer, **arguments(settings))
    found = arguments(settings)
    if kind == "OneCycleLR" and found["total_steps"] is None:
        if found["epochs"] is None and found["steps_per_epoch"] is None:
            found["total_steps"] = steps
        else:
            found["epochs"] = found["epochs"] or max(1, steps // per_epoch)
            found["steps_per_epoch"] = found["steps_per_epoch"] or per_epoch
    return getattr(torch.optim.lr_scheduler, kind)(optimizer, **found)


def stepping(settings: Any, optimizer: Any, steps: int, per_epoch: int = 1) -> Callable[[Figures], None]:
    """Return the step of the scheduler, which gets the finished epoch's figures."""
    if settings.kind == "HandSwitched":
        return switching(settings, optimizer, steps, per_epoch)
    scheduler = plain(settings, optimizer, steps, per_epoch)
    if scheduler is None:
        return lambda figures: None
    if settings.kind == "ReduceLROnPlateau":
        return lambda figures: scheduler.step(figures[settings.monitor])
    return lambda figures: scheduler.step()


def switching(settings: Any, optimizer: Any, steps: int, per_epoch: int) -> Callable[[Figures], None]:
    """Step one scheduler after another, as one writes it by hand."""
    ends = [*settings.milestones, max([steps, *settings.milestones])]
    place, done, begun = 0, 0, 0

    def build() -> Callable[[Figures], None]:
        for group in optimizer.param_groups:
            group.pop("initial_lr", None)
        length = max(1, ends[place] - begun + (1 if place < len(ends) - 1 else 0))
        return stepping(settings.schedulers[place], optimizer, length, per_epoch)

    current = build()

    def step(figures: Figures) -> None:
        nonlocal place, done, begun, current
        current(figures)
        done += 1
        if place < len(ends) - 1 and done == ends[place]:
            place, begun = place + 1, done
            current = build()

    return step
