"""From settings to torch's own optimizer and scheduler, by their names."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.optim import Optimizer, lr_scheduler, swa_utils

from training.experiment.experiment import Experiment
from training.experiment.expressions import Expression
from training.experiment.optimizers import OptimizerSettings
from training.experiment.schedulers import (
    ChainedScheduler,
    Composition,
    CyclicLR,
    HandSwitched,
    OneCycleLR,
    ReduceLROnPlateau,
    SchedulerSettings,
    SequentialLR,
)
from training.schedule.ticks import Ticks

if TYPE_CHECKING:
    from typing import TypeAlias

    from training.schedule.hand_switched import HandSwitchedScheduler

    Scheduler: TypeAlias = lr_scheduler.LRScheduler | HandSwitchedScheduler

TOO_LARGE = (
    "The rate, or another of the optimizer's numbers, is too large to compute with. "
    "Choose a smaller one, a smaller gamma, or fewer epochs."
)
Figures = Mapping[str, float | None]  # of the finished epoch, by name: loss, accuracy, val_loss, val_accuracy
Parameters = Iterable[Tensor] | list[dict[str, Any]]


def build_optimizer(settings: OptimizerSettings, parameters: Parameters) -> Optimizer:
    """Build the torch optimizer that the settings name, for parameters or for groups of them."""
    optimizer_class = getattr(torch.optim, settings.kind)
    _keep_compiler_out(optimizer_class)
    return optimizer_class(parameters, **settings.arguments())  # type: ignore[no-any-return]


def parameter_groups(experiment: Experiment, body: list[Tensor], head: list[Tensor]) -> list[dict[str, Any]]:
    """Return torch's parameter groups: body and head apart if the experiment treats them differently."""
    if not experiment.grouped:
        return [{"params": [*body, *head]}]
    rate = {} if experiment.head_lr is None else {"lr": experiment.head_lr}
    return [{"params": body}, {"params": head, **rate}]


def build_scheduler(settings: SchedulerSettings, optimizer: Optimizer, ticks: Ticks) -> Scheduler | None:
    """Build the torch scheduler that the settings name; None when the rate stays as it is.

    The optimizer counts as stepped from here on: its steps go by `plain_step`, where torch cannot see them.
    """
    if settings.kind == "None":
        return None
    optimizer._opt_called = True  # type: ignore[attr-defined]
    return _build(settings, optimizer, ticks)


def stepper(settings: SchedulerSettings, scheduler: Scheduler | None) -> Callable[[Figures], None]:
    """Return the scheduler's step as a function of the finished epoch's figures, which few schedulers look at."""
    if scheduler is None:
        return lambda figures: None
    if isinstance(settings, ReduceLROnPlateau):
        return lambda figures: scheduler.step(figures[settings.monitor])  # type: ignore[arg-type]
    if isinstance(settings, HandSwitched):
        return scheduler.step  # type: ignore[return-value]
    return lambda figures: scheduler.step()  # type: ignore[call-arg]


def _build(settings: SchedulerSettings, optimizer: Optimizer, ticks: Ticks) -> Scheduler:
    if isinstance(settings, HandSwitched):
        from training.schedule.hand_switched import HandSwitchedScheduler

        return HandSwitchedScheduler(settings, optimizer, ticks)
    if isinstance(settings, SequentialLR):
        return lr_scheduler.SequentialLR(optimizer, _children(settings, optimizer, ticks), list(settings.milestones))
    if isinstance(settings, ChainedScheduler):
        return lr_scheduler.ChainedScheduler(_children(settings, optimizer, ticks), optimizer)
    owner = swa_utils if settings.kind == "SWALR" else lr_scheduler
    return getattr(owner, settings.kind)(optimizer, **torch_arguments(settings, ticks))  # type: ignore[no-any-return]


def _children(settings: Composition, optimizer: Optimizer, ticks: Ticks) -> list[Any]:
    return [_build(child, optimizer, ticks) for child in settings.schedulers]


def torch_arguments(settings: SchedulerSettings, ticks: Ticks) -> dict[str, Any]:
    """Return the keyword arguments for torch's class, formulas as functions; what has no length gets the run's."""
    arguments = settings.arguments()
    if isinstance(settings, OneCycleLR):
        return arguments | one_cycle_length(settings, ticks)
    if isinstance(settings, CyclicLR) and settings.scale_fn is not None:
        return arguments | {"scale_fn": Expression.parse(settings.scale_fn, "x")}
    if "lr_lambda" in arguments:
        return arguments | {"lr_lambda": Expression.parse(arguments["lr_lambda"])}
    return arguments


def one_cycle_length(settings: OneCycleLR, ticks: Ticks) -> dict[str, int]:
    """Return the arguments that say how many steps a OneCycleLR has; the run's own where the settings do not say."""
    if settings.total_steps is not None:
        return {"total_steps": settings.total_steps}
    if settings.epochs is None and settings.steps_per_epoch is None:
        return {"total_steps": ticks.total}
    return {
        "epochs": settings.epochs or ticks.epochs,
        "steps_per_epoch": settings.steps_per_epoch or ticks.per_epoch,
    }


def rates_of(optimizer: Optimizer) -> list[float]:
    """Return the present rate of each parameter group."""
    return [float(group["lr"]) for group in optimizer.param_groups]


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
