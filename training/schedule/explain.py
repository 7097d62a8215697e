"""Why the rate changed, in one sentence with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from training.experiment.calls import call_of
from training.schedule.acting import acts

if TYPE_CHECKING:
    from training.experiment.edits import Edit
    from training.experiment.experiment import Experiment
    from training.schedule.links import Linked
    from training.schedule.moves import Rates


def number(value: float) -> str:
    """Return a number as short as a reader needs it: six significant digits."""
    return f"{value + 0.0:.6g}"  # no -0


def explain_change(
    experiment: Experiment,
    epoch: int,
    lr: float,
    lr_after: float,
    head: Rates | None = None,
    first: int = 1,
    *,
    links: Sequence[Linked] = (),
    ends: bool = False,
) -> str:
    """Say which scheduler changed the rate after `epoch`, why, by how much, and from when it acts.

    Args:
        experiment: what is run.
        epoch: counted from 1.
        lr: the rate used in it; the body's where body and head differ.
        lr_after: the rate that stands after it.
        head: the head's two rates, told where they are others.
        first: the number of the first epoch in the sentence, 1 or 0.
        links: what the members of a ChainedScheduler did then.
        ends: whether the run ended with this epoch, before its last one.
    """
    from training.schedule.moves import move_of  # loads pydantic

    phase = experiment.phase(epoch)
    scheduler = phase.scheduler
    if lr == lr_after and (head is None or head[0] == head[1]):
        return f"{scheduler.kind}: {_rate_text('lr', (lr, lr_after))} after epoch {epoch - 1 + first}"
    batches = experiment.steps_after_batch
    move = move_of(experiment, phase, ((lr, lr_after), head), links)
    cause = "stepped after each batch" if batches else scheduler.as_built().cause(epoch - phase.first + 1, move)
    if phase.first > 1 and not batches:
        cause += f" (counted from epoch {phase.first - 1 + first})"
    change = _change((lr, lr_after), head, by_factor=not batches) + (" over this epoch" if batches else "")
    acting = "no epoch left to use it" if ends else acts(experiment, epoch, first)
    return f"{scheduler.kind}: {cause}, {change}, {acting}"


def explain_edit(edit: Edit, rates: Rates, head: Rates | None = None) -> str:
    """Say what an edit changed before an epoch, and how that changed the rate.

    rates: what the epoch before left, and what this one begins with; `head`: the head's, told where they are others.
    """
    stages = {"optimizer": edit.optimizer, "scheduler": edit.scheduler}
    calls = {name: call_of(stage) for name, stage in stages.items() if stage is not None}
    change = _change(rates, head, by_factor=False)
    if not calls:
        return f"rate set by hand: {change}"
    names = [*(["rate"] if edit.lr is not None else []), *calls]
    return f"{' and '.join(names)} changed by hand: {' and '.join(calls.values())}, {change}"


def explain_batch(experiment: Experiment, epoch: int, batch: int, rates: Rates, first: int = 1) -> str:
    """Say what the scheduler's step after a batch, counted from 1 in its epoch, made of the rate."""
    kind = experiment.phase(epoch).scheduler.kind
    return f"{kind}: batch {batch} of epoch {epoch - 1 + first} done, {_change(rates, None)}"


def _change(rates: Rates, head: Rates | None, by_factor: bool = True) -> str:
    if head is None or head == rates:
        return _rate_text("lr", rates, by_factor)
    return f"{_rate_text('lr', rates, by_factor)}, {_rate_text('head lr', head, by_factor)}"


def _rate_text(name: str, rates: Rates, by_factor: bool = True) -> str:
    lr, lr_after = map(float, rates)
    if lr == lr_after:
        return f"{name} stays {number(lr)}"
    factor = f" (×{number(lr_after / lr)})" if lr and by_factor else ""
    return f"{name} {number(lr)} → {number(lr_after)}{factor}"
