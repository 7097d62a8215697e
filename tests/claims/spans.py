"""What a caution may say of rates of 0 and below, of frozen layers, and of runs that are too long or too short."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from tests.claims.grammar import N, near, rule, same, whole
from tests.claims.warned import Warned
from training.schedule.acting import acting_rates

Epochs = NDArray[np.bool_]


def _rates(w: Warned, group: str | None, highest: bool = True) -> NDArray[np.float64]:
    """Return the rates of a group that act, (epochs, steps); most optimizers take each as it stands."""
    experiment, schedule, row = w.facts.experiment, w.facts.schedule, 1 if group == "head" else 0
    kinds = {phase.optimizer.kind for phase in experiment.phases}
    rates = schedule.rates[row, :-1]
    if kinds & {"Rprop", "Adafactor", "ASGD"}:
        rates = acting_rates(experiment, schedule, experiment.batches(w.facts.rows))[row][int(highest)]
    return rates.reshape(-1, w.per_epoch)


def _is_span(told: str, found: Epochs) -> bool:
    """Whether `epoch 3`, `epochs 3 to 6` or `4 of the epochs 3 to 9` are the epochs where it holds."""
    places = np.flatnonzero(found) + 1
    numbers = [int(number) for number in re.findall(r"\d+", told)]
    if told.startswith("epoch "):
        return places.tolist() == numbers
    if told.startswith("epochs "):
        return places.tolist() == list(range(numbers[0], numbers[1] + 1))
    return [len(places), places[0], places[-1]] == numbers


def _below(w: Warned, group: str | None, span: str, lowest: str) -> bool:
    rates = _rates(w, group, highest=False)
    return _is_span(span, (rates < 0).any(1)) and same(lowest, np.nanmin(rates))


def _zero(w: Warned, group: str | None, span: str, outcome: str) -> bool:
    idle = (_rates(w, group) == 0).all(1)
    learns = np.zeros(len(idle), bool)
    experiment = w.facts.experiment
    frozen = {"body": experiment.freeze_body, "head": experiment.freeze_head}
    for name in ("body", "head") if experiment.grouped else (None,):
        awake = np.arange(len(idle)) >= frozen.get(name or "", 0)
        learns |= (_rates(w, name) != 0).any(1) & awake
    if outcome == "nothing is learned":
        return _is_span(span, idle) and not learns[idle].any()
    only = "only" in outcome
    return _is_span(span, idle) and bool(learns[idle].any()) and only == bool(learns[idle].all())


def _tiny(w: Warned, idle: str | None, total: str, last: str) -> bool:
    rates = np.abs(_rates(w, None)).max(1)
    count, highest = int(idle or 1), rates.max()
    right = bool((rates[-count:] <= 1e-6 * highest).all()) and rates[-count - 1] > 1e-6 * highest
    return right and int(total) == len(rates) and same(last, rates[-1]) and (idle != "1")


def _single(w: Warned, kind: str, effect: str, rate: str | None, unit: str) -> bool:
    experiment, first = w.facts.experiment, w.facts.schedule.rates[0, 0]
    named = kind == experiment.scheduler.kind and unit == ("batch" if experiment.steps_after_batch else "epoch")
    if rate is not None:
        return named and same(rate, first)
    return named and first == experiment.optimizer.lr


def _frozen(w: Warned, part: str, frozen: str, noun: str, epochs: str) -> bool:
    field = w.facts.experiment.freeze_head if part == "head" else w.facts.experiment.freeze_body
    told = (int(frozen), int(epochs)) == (field, w.facts.experiment.epochs)
    return told and field >= w.facts.experiment.epochs and noun == ("epoch" if field == 1 else "epochs")


SPAN = r"(epoch \d+|epochs \d+ to \d+|\d+ of the epochs \d+ to \d+)"
IDLE = r"(nothing is learned|the (?:body|head) stays as it is(?:, and only the (?:body|head) learns)?)"
GROUP_RULES = [
    rule(
        rf"Rprop reads the rate(?: of the (body|head))? at its first step only: {N} in epoch (\d+)\. "
        rf"What .+ makes? of it afterwards changes nothing\.",
        lambda w, group, rate, epoch: same(rate, w.facts.schedule.rates[int(group == "head"), w.at_start(epoch)]),
    ),
    rule(
        rf"Rprop begins with steps of {N}, not with the rate(?: of the (body|head))?, {N}: all its steps stay from {N} "
        rf"to {N}\.",
        lambda w, taken, group, rate, low, high: taken in (low, high) and not float(low) <= float(rate) <= float(high),
    ),
    rule(
        rf"Adafactor takes at most 1/√step\. The rate(?: of the (body|head))?(?: as planned)? is above that in "
        rf"([\d,]+) of ([\d,]+) steps, {SPAN}: there it (?:acts on the weight decay only|has no say)\.",
        lambda w, group, above, steps, span: 0 < whole(above) <= whole(steps),
    ),
    rule(
        rf"ASGD takes each rate one step later, and an epoch has one step: the rate(?: of the (body|head))? of epoch "
        rf"(\d+), {N}, (?:acts in epoch (\d+)|does not act any more)\.",
        lambda w, group, epoch, rate, later: (
            same(rate, w.facts.schedule.rates[int(group == "head"), w.at_start(epoch)])
            and (later is None or int(later) == int(epoch) + 1)
        ),
    ),
    rule(
        rf"(?:ASGD|Adagrad) shrinks the rate(?: of the (?:body|head))? itself, more with each step: in epoch (\d+) it "
        rf"divides {N} by up to {N}, and {N} acts\.",
        lambda w, epoch, rate, divisor, left: float(divisor) >= 2 and near(left, float(rate) / float(divisor)),
    ),
    rule(rf"The rate(?: of the (body|head))? is below 0 in {SPAN}, {N} at its lowest: the loss is climbed\.", _below),
    rule(rf"The rate(?: of the (body|head))? is 0 in {SPAN}: {IDLE}\.", _zero),
    rule(
        rf"In the last (?:epoch of|(\d+) of) (\d+)(?: epochs)? the rate is below a millionth of its highest: "
        rf"it is {N} in the end, and next to nothing is learned\.",
        _tiny,
    ),
    rule(rf"(\w+) (has no effect on|only sets the rate to {N} in) a run of 1 (epoch|batch)\.", _single),
    rule(r"The (body|head) never learns: it is frozen for (\d+) (epochs?), and the run has (\d+)\.", _frozen),
    rule(
        rf"head_lr {N} is not used: (\w+) gives body and head the same rate\.",
        lambda w, lr, kind: same(lr, w.facts.experiment.head_lr) and np.array_equal(*w.facts.schedule.rates[:2]),
    ),
]
