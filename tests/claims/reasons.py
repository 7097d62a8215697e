"""What an explanation and the readings of a composition may say, checked against the plan and the trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.claims.changes import CHANGE_RULES, HAND_RULES, RATES, Changed, rates_true
from tests.claims.facts import Facts
from tests.claims.grammar import N, faults, rule, same
from training.schedule.preview import Schedule
from training.schedule.readings import WITHOUT_EDITS, readings
from training.schedule.why import Explanation, why


def reason_faults(facts: Facts, random: Random) -> Iterator[str]:
    """Yield what is wrong with the explanation of a random change, and of a random batch."""
    changes = [epoch for epoch in facts.trace.changes.tolist() if epoch < len(facts.trace)]
    if not changes:
        return
    epoch = random.choice(changes)
    figures = {name: facts.trace.column(name).tolist() for name in facts.experiment.watched}
    whole = why(facts.experiment, epoch, facts.rows, figures=figures)
    yield from faults(whole.sentence(facts.first), Changed(facts, epoch), REASONS)
    batches = facts.schedule.per_epoch
    if batches > 1:
        batch = random.randrange(1, batches + 1)
        part = why(facts.experiment, epoch, facts.rows, batch=batch)
        yield from faults(part.sentence(facts.first), part, [rule(BATCH, lambda *told: _batch(facts, *told))])


def _before(changed: Changed, epoch: str, told: str) -> bool:
    after = Changed(changed.facts, changed.epoch + 1)
    return changed.facts.epoch(epoch) == changed.epoch + 1 and not faults(told, after, HAND_RULES)


REASONS = [*CHANGE_RULES, rule(r"Before epoch (\d+), (.+)", _before)]


def _batch(facts: Facts, shown: Explanation, kind: str, batch: str, epoch: str, _: str, *told: str | None) -> bool:
    schedule, place = facts.schedule, facts.epoch(epoch)
    step = (place - 1) * schedule.per_epoch + int(batch)
    by_hand = step % schedule.per_epoch == 0 and facts.experiment.edit(place + 1)
    after = schedule.lr_after[place - 1] if by_hand else schedule.rates[0, step]
    pair = float(schedule.rates[0, step - 1]), float(after)
    named = (int(batch), place) == (shown.batch, shown.epoch) and kind == facts.experiment.phase(place).scheduler.kind
    return named and rates_true((*told[:4], None, None, None, None), [pair], by_factor=True)


BATCH = rf"(\w+): batch (\d+) of epoch (\d+) done, {RATES}"


@dataclass(frozen=True)
class Read:
    """A reading of a composition, with the rates that it leads to."""

    schedule: Schedule | None


def reading_faults(facts: Facts) -> Iterator[str]:
    """Yield what is wrong with the readings of a composition."""
    for reading in readings(facts.experiment, facts.rows):
        text = reading.sentence.removesuffix(f" {WITHOUT_EDITS}")
        yield from faults(text, Read(reading.schedule), READINGS)


def _around(read: Read, unit: str, last: str, before: str, next_unit: str, following: str, *rest: str | None) -> bool:
    after, jump = rest[0] or "", rest[1]
    assert read.schedule is not None
    used, place = read.schedule.rates[0, :-1], int(last)
    right = same(before, used[place - 1]) and same(after, used[place]) and int(following) == place + 1
    named = unit == next_unit == ("epoch" if read.schedule.per_epoch == 1 else "step")
    return right and named and (jump is not None) == (used[place] > used[place - 1])


RULE = (
    r"(?:Milestones? .+ gives? the same rates|All act from the start, each on the rate that the one before it left"
    r"|Milestone \d+ reached, \w+ (?:takes over|begins(?:, and the rate starts again from the initial rate)?"
    rf"|begins at {N.replace('(-', '(?:-', 1)} times the initial rate"
    rf"|goes on from this rate(?: times {N.replace('(-', '(?:-', 1)})?))"
)
NOTE = r"(?: ChainedScheduler names no switch; here it comes after (?:epoch|step) \d+\.)?"
READINGS = [
    rule(r"It cannot be run: .+\.", lambda read: read.schedule is None),
    rule(rf"{RULE}: (epoch|step) (\d+) uses {N}, (epoch|step) (\d+) uses {N}(, a jump up)?\.{NOTE}", _around),
    rule(rf"{RULE}, but the run ends before\.{NOTE}", lambda read: read.schedule is not None),
]
