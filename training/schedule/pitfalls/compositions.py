"""Pitfalls of schedulers that are made of schedulers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from training.experiment.schedulers import (
    ChainedScheduler,
    CosineAnnealingWarmRestarts,
    HandSwitched,
    Move,
    Relay,
    SchedulerSettings,
    SequentialLR,
)
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.pitfalls.jumps import jumps_to
from training.schedule.pitfalls.span import Span, pitfall

NUMBERS: dict[type[SchedulerSettings], str] = {CosineAnnealingWarmRestarts: "P11"}  # of who overwrites the others


@pitfall(SequentialLR)
def jumps_up(span: Span) -> Caution | None:
    """Find a rate that jumps up where the next scheduler begins."""
    own = span.alone and not isinstance(span.holder, type(span.settings))
    found = next(jumps_to(span), None) if own else None
    if found is None:
        return None
    jump, following = found
    move = Move(jump.before, jump.after, span.given[1] if span.given else None)
    where = f"batch {jump.batch} of epoch {jump.epoch}" if span.experiment.steps_after_batch else f"epoch {jump.epoch}"
    return span.caution(
        "P13",
        "milestones",
        f"The rate rises from {number(jump.before)} to {number(jump.after)} at {where}: "
        f"{following.kind} {span.settings.flat().begins(following, move)}.",
        "At a milestone SequentialLR sets the next scheduler to its own step 0, "
        "which all but MultiplicativeLR and SWALR compute without looking at the rate that stands there.",
        None if span.holder and span.holder.at_once else _manual_switch(span),
    )


def _manual_switch(span: Span) -> Fix:
    flat = span.settings.flat()
    return span.fix(
        "Continue from the current rate",
        kind="HandSwitched",
        schedulers=_dumped(flat.schedulers),
        milestones=flat.milestones,
    )


@pitfall(ChainedScheduler)
def overwrites_the_others(span: Span) -> Caution | None:
    """Find a member of a chain that computes the rate anew."""
    members = span.settings.schedulers
    deaf = [member for member in members if not member.chainable]
    if not deaf or len(members) == 1:
        return None
    kept = [member for member in members if member.chainable] or [members[-1]]
    gone = _kinds(member for member in deaf if member not in kept)
    others = _kinds(member for member in members if member is not deaf[0])
    does, sets = deaf[0].erasing(others, span.counted)
    return span.caution(
        NUMBERS.get(type(deaf[0]), "P12"),
        "schedulers",
        f"{does}.",
        f"In a ChainedScheduler each one should multiply the rate that it finds; {deaf[0].kind} sets it {sets}.",
        span.fix(f"Take {gone} out", schedulers=_dumped(kept)),
    )


@pitfall(SequentialLR, HandSwitched, too_late=True)
def span_never_comes(span: Span) -> Caution | None:
    """Find schedulers behind the end of the run."""
    settings: Relay = span.settings
    spans = zip(settings.milestones, settings.starts(), strict=True)
    reached = tuple(milestone for milestone, start in spans if start < span.length)
    if reached == settings.milestones:
        return None
    kinds = _kinds(settings.schedulers[len(reached) + 1 :])
    return span.caution(
        "P14",
        "milestones",
        f"The turn of {kinds} never comes: its milestone is {settings.milestones[len(reached)]}, and {span.limit}.",
        "A milestone counts finished steps and acts from the next one on.",
        span.fix(f"Take {kinds} out", schedulers=_dumped(settings.schedulers[: len(reached) + 1]), milestones=reached),
    )


@pitfall(SequentialLR, HandSwitched)
def milestones_count_batches(span: Span) -> Caution | None:
    """Find milestones meant for epochs, because one of the schedulers made all of them step after each batch."""
    milestones, per_epoch = span.settings.milestones, span.ticks.per_epoch
    automatic = span.experiment.step_scheduler == "auto"
    if not automatic or not milestones or milestones[-1] >= per_epoch:
        return None
    within = f"its first {per_epoch} batches" if span.start else "the first epoch"
    kind = next(member.kind for _, member in span.experiment.scheduler.family() if member.per_batch)
    later = tuple(milestone * per_epoch for milestone in milestones)
    return span.caution(
        "P27",
        "milestones",
        f"All milestones come within {within}: {list(milestones)} count batches, and an epoch has {per_epoch}.",
        f"Torch means {kind} to be stepped after each batch, and all schedulers of a composition step together.",
        span.fix(f"Count them in epochs: {list(later)}", milestones=later),
    )


def _kinds(schedulers: Iterable[SchedulerSettings]) -> str:
    return " and ".join(dict.fromkeys(scheduler.kind for scheduler in schedulers))


def _dumped(schedulers: Iterable[SchedulerSettings]) -> tuple[dict[str, Any], ...]:
    return tuple(scheduler.model_dump() for scheduler in schedulers)


PITFALLS = (
    jumps_up,
    overwrites_the_others,
    span_never_comes,
    milestones_count_batches,
)
