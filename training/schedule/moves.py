"""What a step made of the rates, as a scheduler's `cause` is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

from training.experiment.edits import Phase
from training.experiment.experiment import Experiment
from training.experiment.schedulers import Link, Move
from training.schedule.links import Linked

Rates = tuple[float, float]  # used in an epoch, and standing after it


def initial_rate(experiment: Experiment, phase: Phase, group: int) -> float | None:
    """Return the rate from which a phase's scheduler computes a parameter group's; None where it is not known."""
    if any(member.own_rate for _, member in phase.scheduler.family()):
        return None
    edit = experiment.edit(phase.first)
    if edit is not None and edit.optimizer is None:
        return edit.lr
    own = experiment.head_lr if group else None
    return phase.optimizer.lr if own is None else own


def move_of(experiment: Experiment, phase: Phase, groups: Sequence[Rates | None], links: Sequence[Linked]) -> Move:
    """Return what happened to the first rate that changed; of no rate where another one went the other way."""
    moves = [
        Move(*rates, initial_rate(experiment, phase, group), tuple(_link(linked, group) for linked in links))
        for group, rates in enumerate(groups)
        if rates is not None and rates[0] != rates[1]
    ]
    ways = {move.way() for move in moves}
    return moves[0] if len(ways) == 1 else Move(nan, nan, None, moves[0].links)


def _link(linked: Linked, group: int) -> Link:
    return Link(linked.before[group], linked.after[group])
