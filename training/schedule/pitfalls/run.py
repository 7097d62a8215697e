"""Pitfalls of the settings around the scheduler: parameter groups and frozen layers."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from training.experiment.schedulers import SchedulerSettings, counted
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution, Fix, rounded
from training.schedule.pitfalls.span import Span


def cautions_of_groups(run: Span) -> Iterator[Caution]:
    """Yield what befalls body and head."""
    for field, part in (("freeze_body", "The body"), ("freeze_head", "The head")):
        if caution := _never_thawed(run, field, part):
            yield caution
    if caution := _head_rate_ignored(run):
        yield caution


def _never_thawed(run: Span, field: str, part: str) -> Caution | None:
    frozen, epochs = getattr(run.experiment, field), run.experiment.epochs
    if frozen < epochs:
        return None
    return Caution(
        field,
        f"{part} never learns: it is frozen for {counted(frozen, 'epoch')}, and the run has {epochs}.",
        "Frozen layers get no gradient, and the optimizer leaves them alone.",
        Fix(f"Freeze it for {epochs // 2}", ((field, epochs // 2),)),
        "P24",
    )


def _head_rate_ignored(run: Span) -> Caution | None:
    rate, schedule = run.experiment.head_lr, run.schedule
    members = (member for _, member in run.experiment.scheduler.family())
    own = next((member for member in members if member.own_rate), None)
    if rate is None or own is None or schedule is None:
        return None
    if not np.array_equal(schedule.rates[0], schedule.rates[1]):
        return _head_begins_elsewhere(own, rate, float(schedule.rates[1, 0])) if own.lists() else None
    return Caution(
        "head_lr",
        f"head_lr {number(rate)} is not used: {own.kind} gives body and head the same rate.",
        "It sets the rate of every parameter group to its own as soon as it is built.",
        Fix("Leave head_lr out", (("head_lr", None),)),
        "P10",
    )


def _head_begins_elsewhere(own: SchedulerSettings, rate: float, begins: float) -> Caution | None:
    if math.isclose(begins, rate, rel_tol=1e-5):
        return None
    return Caution(
        "head_lr",
        f"head_lr {number(rate)} is not used: {own.kind} starts the head at {number(begins)}.",
        "It sets the rate of every parameter group to its own as soon as it is built.",
        Fix(f"Set head_lr to {number(begins)}", (("head_lr", rounded(begins)),)),
        "P10",
    )
