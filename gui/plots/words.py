"""The plots in words, with the true numbers: what a screen reader says about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from training.engine.figures import OUTCOMES
from training.schedule.acting import rate_notes
from training.schedule.explain import number

if TYPE_CHECKING:
    from gui.plots.decimate import Column
    from training.runs.trace import Trace
    from training.schedule.preview import Schedule

MOST_STEPS = 6  # rates that a sentence lists one by one
NOTHING = "Nothing is planned or trained yet."


def describe(trace: Trace | None, schedule: Schedule | None, first: int = 1) -> str:
    """Return plain sentences about a run, and about the plan for the epochs that it has not reached.

    `first` is the number of the first epoch, 1 or 0.
    """
    return " ".join([*_trained(trace, first), *_planned(trace, schedule, first)]) or NOTHING


def _trained(trace: Trace | None, first: int) -> Iterator[str]:
    if trace is None or not len(trace):
        return
    count = len(trace)
    yield f"{'1 epoch is' if count == 1 else f'{count} epochs are'} trained."
    rates = trace.batch_lrs if trace.batches > 1 else trace.column("lr")
    yield f"Learning rate: {_rates(rates, first, trace.batches)}."
    yield from rate_notes(trace.experiment)
    for figure in OUTCOMES:
        if trace.has(figure.name):
            yield from _course(figure.spoken, trace.column(figure.name), first, lowest=figure.better <= 0)


def _planned(trace: Trace | None, schedule: Schedule | None, first: int) -> Iterator[str]:
    if schedule is None:
        return
    done = 0 if trace is None else len(trace)
    if done < len(schedule.lr):
        rates = schedule.rates[0, done * schedule.per_epoch : -1]
        yield f"Planned learning rate: {_rates(rates, done + first, schedule.per_epoch)}."


def _rates(lr: Column, first: int, per_epoch: int = 1) -> str:
    """Return the rates, so many in each epoch from `first` on: one by one if they are few and each lasts for epochs."""
    epochs = lr.reshape(-1, per_epoch)
    if (epochs != epochs[:, :1]).any():
        return _many_rates(lr, first, per_epoch)
    lr = epochs[:, 0]
    starts = np.append(0, np.flatnonzero(lr[1:] != lr[:-1]) + 1)
    if len(starts) > MOST_STEPS:
        return _many_rates(lr, first, 1)
    stops = [*starts[1:], len(lr)]
    return ", then ".join(
        f"{number(lr[start])} in {_epochs(first + start, first + stop - 1)}"
        for start, stop in zip(starts, stops, strict=True)
    )


def _many_rates(lr: Column, first: int, per_epoch: int) -> str:
    begin, end = ("the first batch of ", "the last batch of ") if per_epoch > 1 else ("", "")
    low, high, last = (first + int(row) // per_epoch for row in (np.argmin(lr), np.argmax(lr), len(lr) - 1))
    return (
        f"{number(lr[0])} in {begin}epoch {first} and {number(lr[-1])} in {end}epoch {last}, "
        f"highest {number(lr.max())} in epoch {high}, lowest {number(lr.min())} in epoch {low}"
    )


def _epochs(first: int, last: int) -> str:
    return f"epoch {first}" if first == last else f"epochs {first} to {last}"


def _course(name: str, values: Column, first: int, *, lowest: bool) -> Iterator[str]:
    """Say where a figure began, where it stands, its best, and where it is not a number."""
    finite = np.isfinite(values)
    if len(values) == 1:
        yield f"{name}: {number(values[0])}."
    elif finite.any():
        start, end = values[0], values[-1]
        verb = "fell" if end < start else "rose" if end > start else "went"
        best = int(np.nanargmin(values)) if lowest else int(np.nanargmax(np.where(finite, values, np.nan)))
        word = "lowest" if lowest else "highest"
        extreme = f"{word} {number(values[best])} in epoch {best + first}"
        yield f"{name} {verb} from {number(start)} to {number(end)}, {extreme}."
    gaps = len(values) - int(np.count_nonzero(finite))
    if gaps and len(values) > 1:
        where = int(np.argmin(finite)) + first
        yield f"{name} is not a finite number in {gaps} of {len(values)} epochs, first in epoch {where}."
