"""Pitfalls of optimizers that ignore, cap, delay or replace the rate that the scheduler sets."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from training.experiment.optimizers import SGD
from training.experiment.rate_use import RateUse
from training.schedule.acting import Stretch, capped_steps, first_steps, stretches
from training.schedule.explain import number
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.pitfalls.rates import groups, when
from training.schedule.pitfalls.shrinking import shrinking
from training.schedule.pitfalls.span import Span
from training.schedule.preview import Schedule, Table

PITFALL = "P36"
MATERIAL = 2.0  # a schedule of which less than half is left is another one
INSTEAD = "To see a schedule at work, take another optimizer. "


def cautions_of_optimizers(run: Span, batches: int | None) -> Iterator[Caution]:
    """Yield what becomes of the rates; `batches` of an epoch, None where they are not known."""
    if run.schedule is None:
        return
    for stretch in stretches(run.experiment):
        match stretch.optimizer.rate_use:
            case RateUse.FIRST_STEP:
                found = [_read_once(run, stretch, run.schedule), _out_of_bounds(run, stretch, run.schedule)]
            case RateUse.CAPPED if batches is not None:
                found = [_capped(run, stretch, run.schedule, batches)]
            case RateUse.STEP_LATER if batches == 1:
                found = [_epoch_later(run, stretch, run.schedule)]
            case RateUse.FIRST_GUESS:
                found = [_guessed(run, stretch, run.schedule)]
            case _:
                found = []
        if batches is not None:
            found.append(_shrunk(run, stretch, run.schedule, batches))
        yield from filter(None, found)


def unread(span: Span) -> bool:
    """Whether none of the rates that a scheduler makes of the one that it finds is read by the optimizer."""
    epochs = range(span.start // span.ticks.per_epoch + 1, (span.stop - 1) // span.ticks.per_epoch + 2)
    return all(
        stretch.optimizer.rate_use is RateUse.FIRST_STEP
        and not any(epochs.start < epoch < epochs.stop for epoch in first_steps(span.experiment, stretch))
        for stretch in stretches(span.experiment)
        if stretch.first < epochs.stop and stretch.last >= epochs.start
    )


def _read_once(run: Span, stretch: Stretch, schedule: Schedule) -> Caution | None:
    for group, begun in enumerate(first_steps(run.experiment, stretch)):
        rates = _rates(stretch, schedule, group, begun)
        if not len(rates) or (rates == rates[0]).all():
            continue
        return Caution(
            f"{stretch.path}.kind",
            f"{stretch.kind} reads the rate{groups(run)[group]} at its first step only: {number(rates[0])} in epoch "
            f"{begun}. What {_changing(run, stretch)} of it afterwards changes nothing.",
            f"{stretch.kind} takes lr as the first step of every weight, then lengthens and shortens each weight's "
            f"step by the signs of its gradients. {INSTEAD}{_without(run, stretch, schedule)}".rstrip(),
            _followed(stretch),
            PITFALL,
        )
    return None


def _without(run: Span, stretch: Stretch, schedule: Schedule) -> str:
    """Say which constant rate comes to the same losses; empty where the plan does not tell."""
    begun = first_steps(run.experiment, stretch)
    known = max(begun) == 1 or not run.experiment.watched
    if len(stretches(run.experiment)) > 1 or not known:
        return ""
    read = [_rates(stretch, schedule, group, epoch)[:1].tolist() for group, epoch in enumerate(begun)]
    head = run.experiment.head_lr
    own = [stretch.optimizer.lr, stretch.optimizer.lr if head is None else head]
    if not run.experiment.edits and all(rate in ([], [its]) for rate, its in zip(read, own, strict=False)):
        return "Without the scheduler the losses are the same."
    groups_shown = [
        f"{_exact(rate[0])}{name.replace(' of', ' for')}" for rate, name in zip(read, groups(run), strict=True) if rate
    ]
    rates = "a constant rate" if len(groups_shown) == 1 else "constant rates"
    return f"At {rates} of {' and '.join(groups_shown)} the losses are the same."


def _exact(rate: float) -> str:
    short = number(rate)
    return short if float(short) == rate else repr(rate)


def _out_of_bounds(run: Span, stretch: Stretch, schedule: Schedule) -> Caution | None:
    low, high = stretch.optimizer.step_bounds
    for group, begun in enumerate(first_steps(run.experiment, stretch)):
        read = _rates(stretch, schedule, group, begun)[:1]
        if not len(read) or low <= read[0] <= high:
            continue
        taken, path = low if read[0] < low else high, f"{stretch.path}.lr"
        own = read[0] == stretch.optimizer.lr
        return Caution(
            f"{stretch.path}.step_sizes",
            f"{stretch.kind} begins with steps of {number(taken)}, not with the rate"
            f"{groups(run)[group]}, {number(read[0])}: all its steps stay from {number(low)} to {number(high)}.",
            "step_sizes bounds every step, the first one, too.",
            Fix(f"Set lr to {number(taken)}", ((path, taken),)) if own else None,
            PITFALL,
        )
    return None


def _capped(run: Span, stretch: Stretch, schedule: Schedule, batches: int) -> Caution | None:
    for group, begun in enumerate(first_steps(run.experiment, stretch)):
        rates = _rates(stretch, schedule, group, begun)
        each = 1 if run.experiment.steps_after_batch else batches
        capped = capped_steps(rates, each).reshape(-1, schedule.per_epoch).sum(axis=1)
        if not capped.any():
            continue
        planned = " as planned" if run.experiment.watched else ""
        left = "it acts on the weight decay only" if getattr(stretch.optimizer, "weight_decay", 0) else "it has no say"
        return Caution(
            f"{stretch.path}.kind",
            f"{stretch.kind} takes at most 1/√step. The rate{groups(run)[group]}{planned} is above that in "
            f"{int(capped.sum()):,} of {len(rates) * each:,} steps, {when(np.flatnonzero(capped) + begun - 1)}: "
            f"there {left}.",
            f"Each step is min(lr, 1/√step) times the size of the weights. {INSTEAD}Or choose lower rates.",
            _followed(stretch),
            PITFALL,
        )
    return None


def _shrunk(run: Span, stretch: Stretch, schedule: Schedule, batches: int) -> Caution | None:
    if not stretch.optimizer.divisor:
        return None
    for group, begun in enumerate(first_steps(run.experiment, stretch)):
        rates = _rates(stretch, schedule, group, begun)
        taken, divisors = shrinking(stretch.optimizer, rates, 1 if run.experiment.steps_after_batch else batches)
        if not (divisors > MATERIAL).any():
            continue
        most = int(np.nanargmax(divisors))
        field = stretch.optimizer.shrinks_by
        path = f"{stretch.path}.{field}"
        return Caution(
            path,
            f"{stretch.kind} shrinks the rate{groups(run)[group]} itself, more with each step: in "
            f"epoch {begun + most // schedule.per_epoch} it divides {number(taken[most])} by up to "
            f"{number(divisors[most])}, and {number(taken[most] / divisors[most])} acts.",
            f"It divides lr by {stretch.optimizer.divisor}, whatever the scheduler does.",
            Fix(f"Set {field} to 0", ((path, 0.0),)),
            PITFALL,
        )
    return None


def _epoch_later(run: Span, stretch: Stretch, schedule: Schedule) -> Caution | None:
    for group, begun in enumerate(first_steps(run.experiment, stretch)):
        rates = _rates(stretch, schedule, group, begun)
        changed = np.flatnonzero(rates[1:] != rates[:-1]) + begun + 1
        if not len(changed):
            continue
        late = f"acts in epoch {changed[0] + 1}" if changed[0] < stretch.last else "does not act any more"
        return Caution(
            f"{stretch.path}.kind",
            f"{stretch.kind} takes each rate one step later, and an epoch has one step: the "
            f"rate{groups(run)[group]} of epoch {changed[0]}, {number(rates[changed[0] - begun])}, {late}.",
            f"{stretch.kind} computes the size of its next step at the end of each step, before the scheduler steps.",
            _followed(stretch),
            PITFALL,
        )
    return None


def _guessed(run: Span, stretch: Stretch, schedule: Schedule) -> Caution | None:
    rates = _rates(stretch, schedule, 0, stretch.first)
    if not len(rates) or (rates == rates[0]).all():
        return None
    return Caution(
        f"{stretch.path}.line_search_fn",
        f"{stretch.kind} takes the rate as the first guess of its line search only: what {_changing(run, stretch)} of "
        "it moves where each search begins, not how far it goes.",
        "strong_wolfe tries steps until one lowers the loss enough, whatever the rate is.",
        Fix("Search along no line", ((f"{stretch.path}.line_search_fn", None),)),
        PITFALL,
    )


def _rates(stretch: Stretch, schedule: Schedule, group: int, begun: int) -> Table:
    """Return a group's rates from the epoch of its first step to the end of the stretch, step by step."""
    return schedule.rates[group, :-1][(begun - 1) * schedule.per_epoch : stretch.last * schedule.per_epoch]


def _changing(run: Span, stretch: Stretch) -> str:
    """Name what changes the rate in the stretch: `StepLR makes`, `StepLR and ExponentialLR make`."""
    phases = (phase for phase in run.experiment.phases if stretch.first <= phase.first <= stretch.last)
    kinds = [phase.scheduler.kind for phase in phases if not phase.scheduler.constant]
    named = list(dict.fromkeys(kinds)) or ["a change by hand"]
    return f"{' and '.join(named)} {'make' if named[1:] else 'makes'}"


def _followed(stretch: Stretch) -> Fix:
    """Return the fix that takes an optimizer which follows its rate in each step."""
    lr = stretch.optimizer.lr
    if stretch.path == "optimizer":
        return Fix("Train with SGD", (("optimizer.kind", "SGD"), ("optimizer.lr", lr)))
    return Fix("Train with SGD", ((stretch.path, SGD(lr=lr).model_dump()),))
