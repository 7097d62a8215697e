"""From settings to torch's own optimizer and scheduler, by their names."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from torch import Tensor
from torch.optim import Optimizer, lr_scheduler

from training.experiment.experiment import Experiment
from training.experiment.expressions import Expression
from training.experiment.optimizers import OptimizerSettings
from training.experiment.schedulers import SchedulerSettings
from training.experiment.ticks import Ticks
from training.schedule.definitions import class_of
from training.schedule.hand_switched import Figures, HandSwitchedScheduler

Scheduler: TypeAlias = lr_scheduler.LRScheduler | HandSwitchedScheduler
TOO_LARGE = (
    "The rate, or another of the optimizer's numbers, is too large to compute with. "
    "Choose a smaller one, a smaller gamma, or fewer epochs."
)
Parameters = Iterable[Tensor] | list[dict[str, Any]]


def build_optimizer(settings: OptimizerSettings, parameters: Parameters) -> Optimizer:
    """Build the torch optimizer that the settings name, for parameters or for groups of them."""
    optimizer_class = class_of(settings)
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
    if settings.constant:
        return None
    optimizer._opt_called = True  # type: ignore[attr-defined]
    if settings.switched:
        return HandSwitchedScheduler(settings, optimizer, ticks, build_scheduler, stepper)
    return settings.make(_Builder(optimizer, ticks))  # type: ignore[no-any-return]


def stepper(settings: SchedulerSettings, scheduler: Scheduler | None) -> Callable[[Figures], None]:
    """Return the scheduler's step as a function of the finished epoch's figures, which few schedulers look at."""
    if scheduler is None:
        return lambda figures: None
    if settings.switched:
        return scheduler.step  # type: ignore[return-value]
    if settings.watches:
        return lambda figures: scheduler.step(figures[settings.watches])  # type: ignore[arg-type]
    return lambda figures: scheduler.step()  # type: ignore[call-arg]


class _Builder:
    """Builds torch's schedulers on an optimizer."""

    def __init__(self, optimizer: Optimizer, ticks: Ticks) -> None:
        self.optimizer, self._ticks = optimizer, ticks

    def call(self, settings: SchedulerSettings, *arguments: Any, **named: Any) -> Any:
        """Build the scheduler that the settings name."""
        return class_of(settings)(*arguments, **named)

    def arguments(self, settings: SchedulerSettings) -> dict[str, Any]:
        """Return the settings as keyword arguments, formulas as functions; what has no length gets the run's."""
        found = settings.arguments() | settings.lengths(self._ticks)
        for name, variable in settings.formulas.items():
            if found[name] is not None:
                found[name] = Expression.parse(found[name], variable)
        return found


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
