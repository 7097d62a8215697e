"""Rules across the stages: choices that are sound alone and cannot be run together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from training.experiment.schedulers import ReduceLROnPlateau, SchedulerSettings

if TYPE_CHECKING:
    from training.experiment.experiment import Experiment

Clash = tuple[str, str]  # TOML path, sentence


def clashes(experiment: Experiment) -> Iterator[Clash]:
    """Yield what cannot be run together, each with the setting that is to blame."""
    yield from _network(experiment)
    yield from _optimizer(experiment)
    for path, scheduler in experiment.scheduler.family():
        yield from _scheduler(experiment, path, scheduler)


def _network(experiment: Experiment) -> Iterator[Clash]:
    if experiment.network.needs_image and not experiment.data.image:
        yield "network.kind", f"{experiment.network.kind} needs images; choose Digits as data, or MLP"
    if experiment.freeze_body and experiment.freeze_head:
        yield "freeze_head", "nothing would learn while body and head are both frozen; freeze one of them"
    if experiment.grouped and not experiment.network.has_body:
        fields = ("head_lr", "freeze_body", "freeze_head")
        blamed = next((name for name in fields if getattr(experiment, name)), fields[0])
        yield blamed, "the network has one layer only, so there is no body beside the head; add a hidden layer"


def _optimizer(experiment: Experiment) -> Iterator[Clash]:
    kind = experiment.optimizer.kind
    if kind == "Muon" and not experiment.network.only_matrices:
        yield (
            "optimizer.kind",
            "Muon trains matrices only; set network.bias to false and network.batch_norm to false "
            "(MLP or Linear), or choose another optimizer",
        )
    if kind == "LBFGS" and experiment.clip_grad_norm is not None:
        yield (
            "clip_grad_norm",
            "LBFGS does not clip the gradient; leave clip_grad_norm out, or choose another optimizer",
        )
    if kind == "LBFGS" and experiment.grouped:
        yield "optimizer.kind", "LBFGS takes one parameter group; leave head_lr and the freezing out"


def _scheduler(experiment: Experiment, path: str, scheduler: SchedulerSettings) -> Iterator[Clash]:
    optimizer = experiment.optimizer
    has_momentum = hasattr(optimizer, "momentum") or hasattr(optimizer, "betas")
    if getattr(scheduler, "cycle_momentum", False) and not has_momentum:
        yield f"{path}.cycle_momentum", f"{optimizer.kind} has no momentum to cycle; switch cycle_momentum off"
    if not isinstance(scheduler, ReduceLROnPlateau):
        return
    if experiment.steps_after_batch:
        yield "step_scheduler", "ReduceLROnPlateau judges a whole epoch; step the scheduler after each epoch"
    if scheduler.monitor.startswith("val_") and not experiment.data.validation:
        yield (
            f"{path}.monitor",
            f"there is no {scheduler.monitor} without validation rows; "
            "set data.validation above 0, or watch the training figure",
        )
