"""From settings to torch's own optimizer and scheduler, by their names."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer, lr_scheduler

from training.experiment.optimizers import OptimizerSettings
from training.experiment.schedulers import SchedulerSettings

Scheduler = lr_scheduler.LRScheduler


def build_optimizer(settings: OptimizerSettings, parameters: Iterable[Tensor]) -> Optimizer:
    """Build the torch optimizer that the settings name."""
    optimizer_class = getattr(torch.optim, settings.kind)
    _keep_compiler_out(optimizer_class)
    return optimizer_class(parameters, **settings.arguments())  # type: ignore[no-any-return]


def build_scheduler(settings: SchedulerSettings, optimizer: Optimizer) -> Scheduler | None:
    """Build the torch scheduler that the settings name; None when the rate stays as it is.

    The optimizer counts as stepped from here on: its steps go by `plain_step`, where torch cannot see them.
    """
    if settings.kind == "None":
        return None
    scheduler = getattr(lr_scheduler, settings.kind)(optimizer, **settings.arguments())
    optimizer._opt_called = True  # type: ignore[attr-defined]
    return scheduler  # type: ignore[no-any-return]


def plain_step(optimizer: Optimizer) -> Callable[..., Any]:
    """Return the optimizer's own step without torch's wrappers for profiling and compiling; call it under no_grad.

    The wrappers change no number, but import torch._dynamo, which costs as much as importing torch again.
    """
    step = inspect.unwrap(type(optimizer).step)
    return step.__get__(optimizer)  # type: ignore[no-any-return]


def _keep_compiler_out(optimizer_class: type[Optimizer]) -> None:
    """Tell torch that these methods need no protection from a compiler that Stepwell never calls."""
    for owner in (Optimizer, optimizer_class):
        for method in vars(owner).values():
            wrapped = getattr(method, "__wrapped__", None)
            if wrapped is not None and not hasattr(wrapped, "__dynamo_disable"):
                wrapped.__dynamo_disable = wrapped
