"""What a caution may say of rates and figures, checked against the plan and the settings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tests.claims.facts import Facts
from tests.claims.grammar import N, faults, near, plural, rule, same
from tests.claims.spans import GROUP_RULES
from tests.claims.warned import Warned
from training.schedule.pitfalls import notes_of, warnings_of
from training.schedule.pitfalls.span import spans, whole_run


def caution_faults(facts: Facts) -> Iterator[str]:
    """Yield what is wrong with the cautions."""
    found = list(spans(*whole_run(facts.experiment, facts.schedule)))
    arguments = facts.experiment, facts.schedule, facts.rows
    for caution in (*warnings_of(*arguments), *notes_of(*arguments)):
        own = [span for span in found if caution.path.rpartition(".")[0] == span.path] or found
        told = [faults(caution.message, Warned(facts, caution, span), RULES) for span in own]
        if all(told):
            yield from (f"{fault} [{caution.path}]" for fault in told[0])


def _steady(warned: Warned, kind: str) -> bool:
    alone = warned.span.alone and not warned.facts.experiment.edits
    return kind == warned.settings.kind and (not alone or bool((warned.rates == warned.rates[0]).all()))


def _cut_short(w: Warned, kind: str, planned: str, noun: str, *rest: str | None) -> bool:
    *limit, batch, epoch, rate = rest
    fields = ("total_iters", "anneal_epochs", "T_max", "T_0")
    total = next(getattr(w.settings, field) for field in fields if hasattr(w.settings, field))
    still = rate is None or (same(rate, w.rates[-1]) and w.at(epoch or "", batch) == w.span.stop - 1)
    told = w.steps(planned, noun) == total > w.span.length and w.limited(*map(str, limit))
    return kind == w.settings.kind and told and still


def _rises(w: Warned, low: str, high: str, lowest: str, *limit: str) -> bool:
    place = w.settings.T_max
    back = w.rates[place:]
    right = same(low, back[0]) and same(high, back.max()) and back.max() > back[0] and w.rates[:place].max() > back[0]
    return right and int(lowest) == place and w.limited(*limit)


def _grows(w: Warned, low: str, high: str, gamma: str) -> bool:
    right = same(low, w.rates[0]) and same(high, w.rates[-1]) and w.rates[-1] > w.rates[0]
    return right and same(gamma, w.settings.gamma) and w.settings.gamma > 1


def _times(w: Warned, times: str, noun: str, size: str, per_epoch: str) -> bool:
    counted = not w.span.alone or int(times) == np.count_nonzero(np.diff(w.rates))
    return counted and plural(times, noun) and (int(size), int(per_epoch)) == (w.settings.step_size, w.per_epoch)


def _jumps(w: Warned, before: str, after: str, batch: str | None, epoch: str, kind: str, *words: str) -> bool:
    rates, size = w.facts.schedule.rates[0], w.per_epoch
    if (batch is not None) != w.facts.experiment.steps_after_batch:
        return False
    inside = [(int(epoch) - 1) * size + int(batch or 1) - 1]
    steps = [step for step in inside if step and same(before, rates[step - 1]) and same(after, rates[step])]
    if not steps or float(after) <= float(before) or all(child.kind != kind for child in w.settings.flat().schedulers):
        return False
    if words and words[0].startswith("begins, and"):
        return np.isclose(rates[steps[0]], w.span.given[1] if w.span.given else np.nan)  # type: ignore[return-value]
    if words and words[0].startswith("goes on"):
        return near(words[1], rates[steps[0]] / rates[steps[0] - 1])
    return not words or near(words[1], rates[steps[0]] / (w.span.given or ("", np.nan))[1])


def _zero_milestone(w: Warned, batch: str | None, epoch: str, begins: str | None) -> bool:
    return w.at(epoch, batch) == w.span.start and (begins is None or same(begins, w.rates[0]))


def _own_rate(w: Warned, lr: str, kind: str, starts: str) -> bool:
    given = [
        span.given for span in spans(*whole_run(w.facts.experiment, w.facts.schedule)) if span.settings.kind == kind
    ]
    first = [w.facts.schedule.rates[0, (phase.first - 1) * w.per_epoch] for phase in w.facts.experiment.phases]
    return any(rate and same(lr, rate[1]) for rate in given) and any(same(starts, rate) for rate in first)


def _one_cycle_jump(w: Warned, before: str, after: str, batch: str | None, epoch: str) -> bool:
    step, rates = w.at(epoch, batch), w.facts.schedule.rates[0]
    return same(before, rates[step - 1]) and same(after, rates[step]) and rates[step] > rates[step - 1]


def _peak(w: Warned, peak: str, highest: str | None, up: str, noun: str, *limit: str) -> bool:
    right = same(peak, w.settings.max_lr) and w.steps(up, noun) == w.settings.step_size_up
    known = highest is None or (same(highest, w.rates.max()) and w.settings.max_lr not in w.rates.tolist())
    return right and known and w.limited(*limit)


def _patience(w: Warned, patience: str, epoch: str, *limit: str) -> bool:
    """Check the first epoch that could train at a lower rate: no earlier one of this run did."""
    first = w.span.start + int(patience) + 3
    trained = w.facts.trace.column("lr")[w.span.start : w.span.stop]
    steady = bool((trained == trained[:1]).all()) or bool(w.facts.experiment.edits)
    return int(patience) == w.settings.patience and int(epoch) == first and w.limited(*limit) and steady


def _never_counts(w: Warned, every: str, noun: str, *_: str) -> bool:
    period = w.settings.patience + 1 + w.settings.cooldown
    drops = np.flatnonzero(np.diff(w.facts.trace.column("lr")[w.span.start : w.span.stop])) + 1
    apart = set(np.diff(drops).tolist())
    return w.steps(every, noun) == period and (bool(w.facts.experiment.edits) or apart <= {period})


def _lost(w: Warned, kind: str, *_: str) -> bool:
    return any(child.kind == kind and not child.chainable for child in w.settings.schedulers)


def _given_up(w: Warned, lr: str, epoch: str, later: str, rate: str) -> bool:
    edit = w.facts.experiment.edit(int(epoch))
    own = edit is not None and edit.lr is not None and same(lr, edit.lr)
    return own and same(rate, w.facts.schedule.lr[int(later) - 1]) and int(later) > int(epoch)


def _waves(w: Warned) -> list[int]:
    """Return the steps of the turn at which a wave begins."""
    begins, length = [0], w.settings.T_0
    while begins[-1] + length < w.span.length:
        begins.append(begins[-1] + length)
        length *= w.settings.T_mult
    return begins


def _restarts(w: Warned, times: str, noun: str, first: str, per_epoch: str) -> bool:
    told = (int(times), int(first), int(per_epoch)) == (len(_waves(w)) - 1, w.settings.T_0, w.per_epoch)
    return told and plural(times, noun)


def _ends_high(w: Warned, n: str, noun: str, batch: str | None, epoch: str, rate: str, low: str) -> bool:
    last = _waves(w)[-1]
    place = w.at(epoch, batch) == w.span.stop - 1 and w.steps(n, noun) == w.span.length - last
    return place and same(rate, w.rates[-1]) and same(low, w.rates[last - 1]) and w.rates[-1] > w.rates[last - 1]


def _stopped_before(w: Warned, waits: str, noun: str, falls: str, unit: str) -> bool:
    stopping = w.facts.experiment.early_stopping == w.steps(waits, noun)
    return stopping and hasattr(w.settings, "patience") and w.steps(falls, unit) == w.settings.patience + 1


C = r"(\d[\d,]*) (epochs?|batch(?:es)?)"
LIMIT = rf"(the run|its turn) has {C}"
PLACE = r"(?:batch (\d+) of )?epoch (\d+)"
WHEN = r"(?:batch (\d+) \()?epoch (\d+)\)?"
LISTED = r"(\[[\d, ]*\])"
RULES = [
    rule(r"(\w+) never changes the rate: (?:gamma is 1|total_iters is 0|it has no milestone)\.", _steady),
    rule(rf"StepLR never changes the rate: it first would after {C}, and {LIMIT}\.",
         lambda w, n, noun, *limit: w.steps(n, noun) == w.settings.step_size and w.limited(*limit)
         and _steady(w, "StepLR")),
    rule(r"The rate changes (\d+) (times?): step_size (\d+) counts batches, and an epoch has (\d+)\.", _times),
    rule(rf"All milestones (?:act|come) within (?:the first epoch|its first \d+ batches): {LISTED} count batches, "
         r"and an epoch has (\d+)\.",
         lambda w, listed, n: str(list(w.settings.milestones)) == listed and int(n) == w.per_epoch
         and max(w.settings.milestones) < w.per_epoch),
    rule(rf"Milestones? ([\d, ]+) never acts?: {LIMIT}\.",
         lambda w, listed, *limit: all(int(m) >= w.span.length for m in listed.split(", ")) and w.limited(*limit)),
    rule(rf"After {C} the rate is multiplied by {N} at once: milestone (\d+) is listed (\d+) times\.",
         lambda w, n, noun, f, m, times: w.steps(n, noun) == int(m)
         and w.settings.milestones.count(int(m)) == int(times) and near(f, w.settings.gamma ** int(times))),
    rule(rf"Milestone 0 acts as soon as MultiStepLR begins: {WHEN} begins (?:at {N}|at a changed rate) already\.",
         _zero_milestone),
    rule(rf"The rate grows from {N} to {N}: gamma is {N}\.", _grows),
    rule(rf"(\w+) raises the rate: gamma is {N}\.",
         lambda w, kind, g: kind == w.settings.kind and same(g, w.settings.gamma) and w.settings.gamma > 1),
    rule(rf"The rate stays at {N} throughout: total_iters is (\d+)(?:, and {LIMIT})?\.",
         lambda w, rate, total, *_: int(total) == w.settings.total_iters and same(rate, w.rates[0])
         and bool((w.rates == w.rates[0]).all())),
    rule(rf"(?:ConstantLR stays at factor|LinearLR stays at start_factor) {N} throughout: total_iters is (\d+)"
         rf"(?:, and {LIMIT})?\.", lambda w, f, total, *_: int(total) == w.settings.total_iters),
    rule(rf"(\w+) is cut short: its way takes {C}, and {LIMIT}\."
         rf"(?: (?:Batch (\d+) \(e|E)poch (\d+)\)? still trains at {N}\.)?",
         _cut_short),
    rule(rf"The rate rises again from {N} to {N}: T_max is (\d+), and {LIMIT}\.", _rises),
    rule(rf"CosineAnnealingLR leads the rate back: T_max is (\d+), and {LIMIT}\.",
         lambda w, n, *limit: int(n) == w.settings.T_max < w.span.length and w.limited(*limit)),
    rule(rf"The rate rises instead of falling: eta_min {N} is above the first rate, {N}\.",
         lambda w, eta, lr: same(eta, w.settings.eta_min) and same(lr, w.rates[0]) and w.rates[1] > w.rates[0]),
    rule(rf"(\w+) will switch momentum on: (\w+) has none and gets {N}, down to {N} and back\.",
         lambda w, kind, optimizer, high, low: kind == w.settings.kind and optimizer == w.span.optimizer.kind
         and same(high, w.settings.max_momentum) and same(low, w.settings.base_momentum)),
    rule(rf"The (?:optimizer|edit)'s lr {N} is not used: (\w+) starts at {N}\.", _own_rate),
    rule(rf"The rate rises from {N} to {N} at {WHEN}, where OneCycleLR begins\.", _one_cycle_jump),
    rule(rf"base_lr {N} is not used: the cycle starts from the rate that stands there, {N}\.",
         lambda w, base, lr: same(base, w.settings.base_lr) and same(lr, w.rates[0])),
    rule(rf"The cycle is cut short: it takes {C}, and {LIMIT}\.(?: The last rate is {N}\.)?",
         lambda w, n, noun, whose, told, unit, last: w.limited(whose, told, unit)
         and (last is None or same(last, w.rates[-1]))),
    rule(rf"After the run the rate is {N}\. Nothing is trained at it, but the trace shows it\.",
         lambda w, rate: same(rate, w.facts.schedule.rates[0, -1]) and float(rate) < 0),
    rule(rf"The rate never reaches max_lr {N}(?:: {N} is the highest)?\. The way up takes {C}, and {LIMIT}\.", _peak),
    rule(rf"The cycle begins at {N} and goes down towards {N}: base_lr is above max_lr\.",
         lambda w, high, low: same(low, w.settings.max_lr) and float(high) > w.settings.max_lr
         and (not w.span.alone or same(high, w.rates[0]))),
    rule(rf"The rate rises from {N} to {N} at {PLACE}: (\w+) begins\.", _jumps),
    rule(rf"The rate rises from {N} to {N} at {PLACE}: (\w+) "
         r"(begins, and the rate starts again from the initial rate)\.", _jumps),
    rule(rf"The rate rises from {N} to {N} at {PLACE}: (\w+) (begins at {N} times the initial rate)\.", _jumps),
    rule(rf"The rate rises from {N} to {N} at {PLACE}: (\w+) (goes on from this rate times {N})\.", _jumps),
    rule(r"(\w+) computes the rate anew at (?:every step|its milestones): what .+ did until then is lost\.", _lost),
    rule(r"(SWALR) blends the rate into swa_lr: after (.+) what .+ did is lost\.", _lost),
    rule(rf"Stepwell runs this as one sequence of (\d+) with milestones {LISTED}: .+",
         lambda w, n, listed: int(n) == len(w.settings.flat().schedulers)
         and str(list(w.settings.flat().milestones)) == listed),
    rule(r"Torch makes the first step of the (\w+) inside twice: "
         r"its (?:milestones act|rates may come) one step early\.",
         lambda w, kind: any(child.kind == kind for child in w.settings.schedulers)),
    rule(rf"The turn of .+ never comes: its milestone is (\d+), and {LIMIT}\.",
         lambda w, m, *limit: int(m) >= w.span.length and w.limited(*limit)),
    rule(rf"The rate can never fall: with patience (\d+) epoch (\d+) would be the first at a lower rate, and {LIMIT}\.",
         _patience),
    rule(r"The rate falls just when training goes well: (\w+) is better the (higher|lower) it is, and mode is (\w+)\.",
         lambda w, figure, better, mode: figure == w.settings.monitor and mode == w.settings.mode
         and (better == "higher") == figure.endswith("accuracy") == (mode == "min")),
    rule(rf"The rate {N} never falls: (?:min_lr {N} is not below it|eps {N} forbids so small a change)\.",
         lambda w, lr, *_: not w.span.alone or same(lr, w.rates[0])),
    rule(rf"No progress ever counts, so the rate falls every {C}: (\w+) would have to (rise|fall) by more than {N}"
         r"( times its best)?\.", _never_counts),
    rule(r"The first fall sets the rate to 0, and nothing is learned from then on: factor is 0\.",
         lambda w: w.settings.factor == 0),
    rule(rf"The run ends before a lower rate is tried: early stopping waits for {C}, and the rate falls after {C} "
         r"without progress\.", _stopped_before),
    rule(rf"The rate {N} that is set before epoch (\d+) does not last: epoch (\d+) trains at {N}, "
         r"as if nothing had been set\.", _given_up),
    rule(r"The rate restarts (\d+) (times?): T_0 (\d+) counts batches, and an epoch has (\d+)\.", _restarts),
    rule(r"CosineAnnealingWarmRestarts never falls: T_0 is 1, so that each step begins a new wave\.",
         lambda w: w.settings.T_0 == w.settings.T_mult == 1),
    rule(rf"The run ends {C} after a restart: {WHEN} trains at {N}, where the wave before had come down to {N}\.",
         _ends_high),
    rule(r"Milestones count from (?:the change by hand|\w+'s own start), after .+", lambda w: w.span.start > 0),
    *GROUP_RULES,
]  # fmt: skip
