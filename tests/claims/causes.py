"""What a scheduler's cause may say, by its class, checked against settings, counter, figures and rates."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import cos, isclose, isfinite, pi
from typing import Any

from tests.claims.facts import Facts
from tests.claims.grammar import N, faults, near, rule, same, whole
from tests.claims.plateau import bad_epochs


@dataclass(frozen=True)
class Step:
    """A scheduler's step that is told of.

    Attributes:
        done: the steps that it has made itself.
        rates: before and after, by group; only those that changed.
        initial: the group's initial rate, as torch keeps it.
    """

    facts: Facts
    settings: Any
    epoch: int
    done: int
    rates: tuple[tuple[float, float], ...]
    initial: tuple[float, ...]

    def way(self, told: str | None) -> bool:
        """Whether a word about the direction is true of all rates; none may stand only where they differ."""
        ways = {after > before for before, after in self.rates}
        up = {"rising": True, "up": True, "falling": False, "down": False}
        finite = all(isfinite(rate) for pair in self.rates for rate in pair)
        return (len(ways) > 1 or not finite) if told is None else ways == {up[told]}

    def factor(self, expected: float) -> bool:
        """Whether every rate was multiplied by this."""
        return all(
            isclose(after, before * expected, rel_tol=1e-6, abs_tol=1e-12 * abs(before)) for before, after in self.rates
        )


def cause_faults(step: Step, text: str) -> list[str]:
    """Return what is wrong with the cause of a step."""
    return faults(text, step, CAUSES[step.settings.kind])


def _counted(step: Step, told: str, *_: str) -> bool:
    return whole(told) == step.done


def _step_lr(step: Step, told: str, noun: str) -> bool:
    return whole(told) == step.done and noun == ("epoch" if step.done == 1 else "epochs")


def _ratio(factor: Callable[[Any, int], float]) -> Callable[..., bool]:
    """Return a check of a counted step against the factor that the scheduler has at it."""

    def check(step: Step, told: str, total: str) -> bool:
        settings, now, before = step.settings, factor(step.settings, step.done), factor(step.settings, step.done - 1)
        return (
            whole(told) == step.done
            and whole(total) == settings.total_iters
            and (before == 0 or step.factor(now / before))
        )

    return check


def _linear(settings: Any, step: int) -> float:
    part = min(1.0, step / settings.total_iters)
    return settings.start_factor + (settings.end_factor - settings.start_factor) * part  # type: ignore[no-any-return]


def _polynomial(settings: Any, step: int) -> float:
    return max(0.0, 1 - step / settings.total_iters) ** settings.power  # type: ignore[no-any-return]


def _milestone(step: Step, told: str, _: str, times: str | None) -> bool:
    count = step.settings.milestones.count(step.done)
    return whole(told) == step.done and count == int(times or 1) and step.factor(step.settings.gamma**count)


def _constant(step: Step, total: str, factor: str) -> bool:
    settings = step.settings
    told = whole(total) == settings.total_iters == step.done and same(factor, settings.factor)
    return told and step.factor(1 / settings.factor)


def _swa(step: Step, *told: str) -> bool:
    total = step.settings.anneal_epochs
    if len(told) == 2:
        return int(told[0]) == step.done < int(told[1]) == total
    reached = all(isclose(after, step.settings.swa_lr, abs_tol=1e-12) for _, after in step.rates)
    return int(told[0]) == total <= step.done and reached


def _cosine(step: Step, told: str, place: str, total: str, way: str | None) -> bool:
    turns, number = divmod(step.done - 1, step.settings.T_max)
    place_right = (place == "past") == bool(turns % 2)
    return whole(told) == number + 1 and whole(total) == step.settings.T_max and place_right and step.way(way)


def _wave(step: Step, told: str, total: str) -> bool:
    eta, part = step.settings.eta_min, whole(told) / whole(total)
    return all(
        isclose(after, eta + (initial - eta) * (1 + cos(pi * part)) / 2, rel_tol=1e-6, abs_tol=1e-15)
        for (_, after), initial in zip(step.rates, step.initial, strict=True)
    )


def _restart(step: Step, told: str, _: str) -> bool:
    back = all(
        isclose(after, initial, abs_tol=1e-15) for (_, after), initial in zip(step.rates, step.initial, strict=True)
    )
    return whole(told) == step.done and back


def _cycle(step: Step, told: str, total: str, *rest: str | None) -> bool:
    settings = step.settings
    length = settings.step_size_up + (settings.step_size_down or settings.step_size_up)
    cycle, number = divmod(step.done - 1, length)
    named, way = (rest[0], rest[1]) if str(rest[0]).isdigit() else (rest[1], rest[0])
    counted = whole(told) == number + 1 and whole(total) == length and int(named or 0) == cycle + 1
    ends = str(rest[0]).isdigit() == (number + 1 < length)
    return counted and ends and step.way(way)


def _plateau(step: Step, figure: str, went: str, threshold: str | None, rel: str | None, *when: str | None) -> bool:
    settings, epochs = step.settings, int(when[0] or 1)
    right = figure == settings.monitor and went == ("fall below" if settings.mode == "min" else "rise above")
    limit = same(threshold, settings.threshold) if threshold else not settings.threshold
    mode = not threshold or (rel is not None) == (settings.threshold_mode == "rel")
    patience = int(when[1] or 0) == settings.patience == epochs - 1
    waited = bad_epochs(step.facts, settings, step.epoch - step.done + 1, step.epoch) >= epochs
    return right and limit and mode and patience and waited


def _relay(step: Step, kind: str, begun: str | None, cause: str) -> bool:
    starts = step.settings.starts()
    index = bisect_right(starts, step.done)
    start = starts[index - 1] if index else 0
    child = step.settings.schedulers[index]
    told = whole(begun.split()[0]) if begun else 0
    inner = replace(step, settings=child, done=step.done - start)
    return kind == child.kind and told == start and not cause_faults(inner, cause)


def _switch(step: Step, told: str, kind: str, *rest: str) -> bool:
    starts = step.settings.starts()
    index = bisect_right(starts, step.done)
    reached = step.done in starts and whole(told) == step.settings.milestones[index - 1]
    return reached and kind == step.settings.schedulers[index].kind and _begun(step, *rest)


def _begun(step: Step, words: str = "", factor: str | None = None) -> bool:
    if words.startswith("begins at") and factor:
        pairs = zip(step.rates, step.initial, strict=True)
        return all(near(factor, after / initial) for (_, after), initial in pairs)
    if words.startswith("begins, and"):
        return all(isclose(after, initial) for (_, after), initial in zip(step.rates, step.initial, strict=True))
    return factor is None or all(near(factor, after / before) for before, after in step.rates)


def _chain(step: Step, text: str) -> bool:
    """Check "StepLR makes it 0.05, then CosineAnnealingWarmRestarts overwrites it with 0.09"."""
    told = re.findall(rf"(\w+) (makes it|overwrites it with) {N}", text)
    members = list(step.settings.members())
    ends = len(step.rates) != 1 or same(told[-1][2], step.rates[0][1])
    last, right = step.rates[0][0], True
    for kind, verb, number in told:
        while members and not _may_have(members[0], kind, verb, last, number):
            del members[0]
        right, last = right and bool(members), float(number)
        del members[:1]
    return ends and right


def _may_have(member: Any, kind: str, verb: str, before: float, after: str) -> bool:
    """Whether it can have been this member of a chain that made one rate of the other."""
    blind = member.kind in ("LambdaLR", "CosineAnnealingWarmRestarts", "CyclicLR", "OneCycleLR")
    multiplied = member.kind != "ExponentialLR" or near(after, before * member.gamma)
    return bool(member.kind == kind and multiplied and (blind or verb == "makes it"))


def _only(step: Step, kind: str, cause: str) -> bool:
    members = [child for child in step.settings.members() if child.kind == kind]
    return any(not cause_faults(replace(step, settings=child), cause) for child in members)


def _single(step: Step, cause: str) -> bool:
    children = list(step.settings.members())
    return len(children) == 1 and not cause_faults(replace(step, settings=children[0]), cause)


DONE = r"(\d+) (epochs?) done"
WAY = r"(?:, (rising|falling))?"
TURN = r"(?:, (up|down))?"
BEGUN = r"(?:, begun after (1 epoch|\d\d+ epochs|[2-9] epochs))?"
SWITCH = r"milestone (\d+) reached, (\w+) "
CAUSES = {
    "StepLR": [rule(DONE, lambda s, n, e: _step_lr(s, n, e) and not s.done % s.settings.step_size)],
    "ExponentialLR": [rule(DONE, lambda s, n, e: _step_lr(s, n, e) and s.factor(s.settings.gamma))],
    "MultiStepLR": [rule(r"milestone (\d+) reached( \(listed (\d+) times\))?", _milestone)],
    "LambdaLR": [rule(r"(.+) with epoch = (\d+), the epochs done",
                      lambda s, f, n: f == s.settings.lr_lambda and int(n) == s.done)],
    "MultiplicativeLR": [rule(r"factor (.+) with epoch = (\d+), the epochs done",
                              lambda s, f, n: f == s.settings.lr_lambda and int(n) == s.done)],
    "ConstantLR": [rule(rf"total_iters (\d+) reached, the factor {N} is taken back", _constant)],
    "LinearLR": [rule(r"step (\d+) of (\d+) from start to end", _ratio(_linear))],
    "PolynomialLR": [rule(r"step (\d+) of (\d+) to zero", _ratio(_polynomial))],
    "SWALR": [rule(r"step (\d+) of (\d+) to swa_lr", _swa),
              rule(r"anneal_epochs (\d+) done, the rate is swa_lr", _swa)],
    "CosineAnnealingLR": [rule(rf"step (\d+) (of|past) T_max (\d+){WAY}", _cosine)],
    "CosineAnnealingWarmRestarts": [rule(r"step (\d+) of (\d+) in this wave", _wave),
                                    rule(r"restart after (\d+) (epochs?)", _restart)],
    "CyclicLR": [rule(rf"step (\d+) of (\d+) in cycle (\d+){TURN}", _cycle),
                 rule(rf"step (\d+) of (\d+){TURN}, end of cycle (\d+)", _cycle)],
    "OneCycleLR": [rule(rf"step (\d+) of its one cycle{TURN}", lambda s, n, w: int(n) == s.done and s.way(w))],
    "ReduceLROnPlateau": [
        rule(rf"(\w+) did not (fall below|rise above) its best(?: by more than the threshold, {N}( of it)?,)? "
             r"(?:in this epoch|in (\d+) epochs in a row) \(patience (\d+)\)", _plateau)],
    "SequentialLR": [rule(SWITCH + r"(begins, and the rate starts again from the initial rate)", _switch),
                     rule(SWITCH + rf"(begins at {N} times the initial rate)", _switch),
                     rule(SWITCH + rf"(goes on from this rate(?: times {N})?)", _switch),
                     rule(SWITCH + r"begins", _switch),
                     rule(rf"(\w+){BEGUN}: (.+)", _relay)],
    "HandSwitched": [rule(SWITCH + r"takes over", _switch), rule(rf"(\w+){BEGUN}: (.+)", _relay)],
    "ChainedScheduler": [rule(r"(\w+ (?:makes it|overwrites it with) .+)", _chain),
                         rule(r"(\w+): (.+)", _only), rule(r"(.+)", _single)],
}  # fmt: skip
