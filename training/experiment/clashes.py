"""Rules across the stages: choices that are sound alone and cannot be run together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from training.experiment.choices import Choices, stepped_by_batch
from training.experiment.edits import Phase
from training.experiment.schedulers import SchedulerSettings, counted
from training.experiment.settings import Clash

GROUPS = {
    1: "one parameter group; give one number, or set head_lr to divide body and head",
    2: "two parameter groups, body and head; give one number for both, or one for each",
}


def clashes(experiment: Choices) -> Iterator[Clash]:
    """Yield what cannot be run together, each with the setting that is to blame."""
    yield from _network(experiment)
    yield from _edits(experiment)
    for phase in experiment.phases:
        yield from phase.optimizer.refusals(
            phase.optimizer_path,
            experiment.network,
            grouped=experiment.grouped,
            clipped=experiment.clip_grad_norm is not None,
        )
        yield from _stepping(experiment, phase)
        for path, scheduler in phase.scheduler.family(phase.scheduler_path):
            yield from _scheduler(experiment, phase, path, scheduler)
    yield from _momentum(experiment)


def _network(experiment: Choices) -> Iterator[Clash]:
    if experiment.network.needs_image and not experiment.data.image:
        yield "network.kind", f"{experiment.network.kind} needs images; choose Digits as data, or MLP"
    if experiment.freeze_body and experiment.freeze_head:
        yield "freeze_head", "nothing would learn while body and head are both frozen; freeze one of them"
    if experiment.grouped and not experiment.network.has_body:
        fields = ("head_lr", "freeze_body", "freeze_head")
        blamed = next((name for name in fields if getattr(experiment, name)), fields[0])
        yield blamed, "the network has one layer only, so there is no body beside the head; add a hidden layer"


def _edits(experiment: Choices) -> Iterator[Clash]:
    epochs = [edit.epoch for edit in experiment.edits]
    for index, (earlier, later) in enumerate(pairwise(epochs), 1):
        if later <= earlier:
            yield (
                f"edits[{index}].epoch",
                f"{later} does not follow {earlier}; list the edits in the order of their epochs, one for each epoch",
            )
    if epochs and epochs[-1] > experiment.epochs:
        yield (
            f"edits[{len(epochs) - 1}].epoch",
            f"there is no epoch {epochs[-1]} in a run of {experiment.epochs}; give more epochs, or take the edit out",
        )


def _stepping(experiment: Choices, phase: Phase) -> Iterator[Clash]:
    """Refuse an edit whose scheduler is meant to step otherwise, where nobody has said how all of them step."""
    own, later = experiment.scheduler, phase.scheduler
    batches = experiment.steps_after_batch
    if experiment.step_scheduler == "auto" and not later.constant and stepped_by_batch(later) != batches:
        unit, other = ("batch", "epoch") if batches else ("epoch", "batch")
        yield (
            phase.scheduler_path,
            f"{later.kind} is meant to step after each {other}, and this run's {own.kind} steps after each {unit}; "
            f'set step_scheduler to "{unit}" to step both so',
        )


def _momentum(experiment: Choices) -> Iterator[Clash]:
    """Refuse a momentum for an optimizer that began without one and can take none on the way."""
    path, lacks = "", False
    for phase in experiment.phases:
        if phase.optimizer_path != path:
            path, lacks = phase.optimizer_path, _begins_without_momentum(phase)
        for member_path, member in phase.scheduler.family(phase.scheduler_path) if lacks else ():
            if member.momenta and max(member.momenta) > 0:
                yield (
                    f"{member_path}.cycle_momentum",
                    f"{phase.optimizer.kind} began without momentum, and torch fails where it gets one on the way; "
                    "set cycle_momentum to false, or let it begin with a momentum above 0",
                )


def _begins_without_momentum(phase: Phase) -> bool:
    """Whether the first step of an optimizer that cannot take a momentum later is made at momentum 0."""
    if phase.optimizer.takes_momentum_later:
        return False
    momentum = getattr(phase.optimizer, "momentum", 0)
    for member in phase.scheduler.built_first():
        if member.momenta:
            _, momentum = member.momenta  # it begins at its lowest rate
    return not momentum


def _scheduler(experiment: Choices, phase: Phase, path: str, scheduler: SchedulerSettings) -> Iterator[Clash]:
    optimizer = phase.optimizer
    has_momentum = hasattr(optimizer, "momentum") or hasattr(optimizer, "betas")
    if scheduler.momenta and not has_momentum:
        yield f"{path}.cycle_momentum", f"{optimizer.kind} has no momentum to cycle; switch cycle_momentum off"
    yield from _lists(experiment, path, scheduler)
    if not scheduler.watches:
        return
    if experiment.steps_after_batch:
        blamed = "step_scheduler" if phase.first == 1 else path
        yield blamed, f"{scheduler.kind} judges a whole epoch; step the scheduler after each epoch"
    if scheduler.watches.startswith("val_") and not experiment.data.validation:
        yield (
            f"{path}.monitor",
            f"there is no {scheduler.watches} without validation rows; "
            "set data.validation above 0, or watch the training figure",
        )


def _lists(experiment: Choices, path: str, scheduler: SchedulerSettings) -> Iterator[Clash]:
    """Refuse a list that has not one value for each parameter group."""
    groups = 2 if experiment.grouped else 1
    for name, values in scheduler.lists().items():
        if len(values) != groups:
            yield f"{path}.{name}", f"{counted(len(values), 'value')} for {GROUPS[groups]}"
