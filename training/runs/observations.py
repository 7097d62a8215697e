"""The Observation of each epoch: sentences that the trace's own numbers bear out."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from training.engine.figures import BY_NAME, OUTCOMES
from training.engine.record import EpochRecord
from training.experiment.schedulers import counted
from training.runs.trace import Trace
from training.schedule.acting import follows, unread
from training.schedule.explain import explain_change, explain_edit, number
from training.schedule.moves import Rates

PLATEAU_EPOCHS = 5
PLATEAU_SHARE = 0.002  # of the loss: less movement than this over PLATEAU_EPOCHS epochs is a plateau
DIVERGING = 2.0  # times the lowest loss so far


def observe(trace: Trace, index: int, first: int = 1) -> str:
    """Return what there is to say about epoch `index + 1`, seen from that epoch; empty if nothing.

    `first` is the number that the first epoch has in it, 1 or 0.
    """
    return "; ".join(_parts(trace, index, first))


def _parts(trace: Trace, index: int, first: int) -> Iterator[str]:
    record = trace[index]
    if not math.isfinite(record.loss):
        yield f"diverged: the loss is {number(record.loss)}"
        return
    if index == 0:
        yield f"first epoch, lr {number(record.lr)}"
    elif edit := trace.experiment.edit(record.epoch):
        before = trace[index - 1]
        head = _both(before.head_lr_after, record.head_lr)
        yield explain_edit(edit, (before.lr_after, record.lr), head) + unread(trace.experiment, record.epoch)
    elif _new_rate(trace, index) and follows(trace.experiment, record.epoch):
        yield f"{'again' if trace.used_before(index) else 'first epoch'} at lr {number(record.lr)}"
    head = _both(record.head_lr, record.head_lr_after)
    limit = trace.experiment.early_stopping
    stopped = limit is not None and _waited(trace, index, limit)
    if record.lr != record.lr_after or (head and head[0] != head[1]):
        links = trace.links(record.epoch)
        rates = record.lr, record.lr_after
        yield explain_change(trace.experiment, record.epoch, *rates, head, first, links=links, ends=stopped)
    yield from _inside(trace, index)
    yield from _loss_parts(trace, index, record)
    if limit is not None and stopped:
        yield f"early stopping after {counted(limit, 'epoch')} without a new lowest"
        yield _ending(trace, index, first)
    elif record.epoch == trace.experiment.epochs:
        yield _ending(trace, index, first)


def _inside(trace: Trace, index: int) -> Iterator[str]:
    """Say between which rates the batches of an epoch are, where they are not all at one."""
    rates = trace.epoch_rates(index)
    if rates.moves and number(rates.lowest) != number(rates.highest):
        verb = "train" if follows(trace.experiment, index + 1) else "stand"
        span = f"{number(rates.lowest)} to {number(rates.highest)}"
        yield f"its batches {verb} at {span}, the last one at {number(rates.last)}"


def _both(lr: float | None, lr_after: float | None) -> Rates | None:
    return None if lr is None or lr_after is None else (lr, lr_after)


def _new_rate(trace: Trace, index: int) -> bool:
    """Whether this epoch's rate is new and the change is an event, not one of a change every epoch."""
    before, now = trace[index - 1], trace[index]
    return before.lr != now.lr and (index == 1 or trace[index - 2].lr_after == trace[index - 2].lr)


def _loss_parts(trace: Trace, index: int, record: EpochRecord) -> Iterator[str]:
    if index == 0:
        return
    name = "validation loss" if trace.validated else "loss"
    losses, lowest = trace.column(trace.judged), trace.column("lowest")[index - 1]
    loss, before = losses[index], losses[index - 1]
    if not math.isfinite(loss):
        yield f"the {name} is {number(loss)}"
    elif 0 < DIVERGING * lowest < loss:
        yield f"{name} is {loss / lowest:.3g} times its lowest"
    elif _plateau(trace, index):
        yield f"plateau: {name} moved less than {PLATEAU_SHARE:.1%} in {PLATEAU_EPOCHS} epochs"
    elif loss < lowest:
        yield f"{name} fell to its lowest, by {lowest - loss:.3g}"
    elif loss > before:
        yield f"{name} rose by {loss - before:.3g}"


def _plateau(trace: Trace, index: int) -> bool:
    if index < PLATEAU_EPOCHS:
        return False
    window = trace.column(trace.judged)[index - PLATEAU_EPOCHS : index + 1]
    return bool(np.ptp(window) < PLATEAU_SHARE * abs(window[-1]))


def _waited(trace: Trace, index: int, limit: int) -> bool:
    lowest = trace.column("lowest")
    return index >= limit and bool(lowest[index] == lowest[index - limit])


def _ending(trace: Trace, index: int, first: int) -> str:
    losses = trace.column(trace.judged)[: index + 1]
    name = "validation loss" if trace.validated else "loss"
    if np.isnan(losses).all():
        return f"end of training: the {name} is nan in every epoch"
    best = int(np.nanargmin(losses))
    return f"end of training: lowest {name} {number(losses[best])} in epoch {best + first}"


def summarize(trace: Trace) -> str:
    """Return the run in one sentence; the trace holds at least one epoch."""
    seconds = float(trace.column("seconds").sum())
    validation = f"; validation {_last(trace, held_out=True)}" if trace.validated else ""
    done = f"{len(trace)} of {counted(trace.experiment.epochs, 'epoch')} in {seconds:.2f} s"
    return f"{done}: {_last(trace, held_out=False)}{validation}"


def _last(trace: Trace, *, held_out: bool) -> str:
    """Return the last epoch's figures, of the training rows or of those held out: `loss 0.3512, accuracy 0.8625`."""
    figures = [figure for figure in OUTCOMES if bool(figure.held_out_of) is held_out]
    values = ((BY_NAME[each.held_out_of or each.name], trace.value(each.name, len(trace) - 1)) for each in figures)
    return ", ".join(f"{each.label.lower()} {each.format.format(value)}" for each, value in values if value is not None)
