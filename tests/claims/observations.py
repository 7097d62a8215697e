"""What an observation may say, checked against the trace's own numbers."""

from __future__ import annotations

from math import isfinite, isnan

import numpy as np

from tests.claims.changes import CHANGE_RULES, HAND_RULES, Changed
from tests.claims.facts import Facts
from tests.claims.grammar import EPOCHS, N, faults, near, plural, rule, same
from tests.claims.rate_use import NOTES, optimizer_of
from training.runs.observations import observe


def observation_faults(facts: Facts, epoch: int) -> list[str]:
    """Return what is wrong with the observation of an epoch, counted from 1."""
    text = observe(facts.trace, epoch - 1, facts.first)
    parts = text.split("; ") if text else []
    found = [fault for part in parts for fault in faults(part, Changed(facts, epoch), RULES)]
    return [*found, *_contradictions(parts)]


def _contradictions(parts: list[str]) -> list[str]:
    starts = [part.split(",")[0] for part in parts]
    return [f"twice: {'; '.join(parts)}"] if len(set(starts)) < len(starts) else []


def _losses(changed: Changed) -> list[float]:
    trace = changed.facts.trace
    return [float(loss) for loss in trace.column("val_loss" if trace.validated else "loss")[: changed.epoch]]


def _named(changed: Changed, name: str) -> bool:
    return name == ("validation loss" if changed.facts.trace.validated else "loss")


def _first(changed: Changed, told: str) -> bool:
    return changed.epoch == 1 and same(told, changed.groups[0][0])


def _used(changed: Changed, word: str, told: str) -> bool:
    """Check "first epoch at" and "again at" against all digits that a reader has seen."""
    facts, lr = changed.facts, changed.groups[0][0]
    size = facts.trace.batches if len(facts.trace.batch_lrs) else 1
    used = facts.trace.batch_lrs[: (changed.epoch - 1) * size] if size > 1 else facts.trace.column("lr")
    seen = {f"{rate:.6g}" for rate in used[: (changed.epoch - 1) * size]}
    return same(told, lr) and (word == "again") == (told in seen)


def _fell(changed: Changed, name: str, by: str) -> bool:
    *before, loss = _losses(changed)
    lowest = min((other for other in before if not isnan(other)), default=np.inf)
    return _named(changed, name) and loss < lowest and (near(by, lowest - loss, 6e-3) or not isfinite(lowest))


def _rose(changed: Changed, name: str, by: str) -> bool:
    before, loss = _losses(changed)[-2:]
    return _named(changed, name) and loss > before and near(by, loss - before, 6e-3)


def _times(changed: Changed, name: str, times: str) -> bool:
    *before, loss = _losses(changed)
    return _named(changed, name) and near(times, loss / min(before), 6e-3)


def _flat(changed: Changed, name: str, share: str, epochs: str) -> bool:
    window = _losses(changed)[-1 - int(epochs) :]
    return _named(changed, name) and max(window) - min(window) < float(share) / 100 * abs(window[-1])


def _no_number(changed: Changed, name: str, told: str) -> bool:
    return _named(changed, name) and same(told, _losses(changed)[-1]) and not isfinite(_losses(changed)[-1])


def _diverged(changed: Changed, told: str) -> bool:
    return same(told, changed.facts.trace[changed.epoch - 1].loss) and changed.epoch == len(changed.facts.trace)


def _stopped(changed: Changed, epochs: str) -> bool:
    number, noun = epochs.split()
    losses, waited = _losses(changed), int(number)
    lowest = min(losses[:-waited])
    ended = changed.epoch == len(changed.facts.trace)
    patience = changed.facts.experiment.early_stopping == waited
    return plural(number, noun) and ended and patience and all(not loss < lowest for loss in losses[-waited:])


def _ended(changed: Changed, name: str, lowest: str, epoch: str) -> bool:
    losses = _losses(changed)
    best = min(loss for loss in losses if not isnan(loss))
    there = losses[changed.facts.epoch(epoch) - 1]
    return _named(changed, name) and same(lowest, best) and there == best and changed.epoch == len(changed.facts.trace)


def _never(changed: Changed, name: str) -> bool:
    return _named(changed, name) and all(isnan(loss) for loss in _losses(changed))


def _inside(changed: Changed, verb: str, low: str, high: str, last: str) -> bool:
    trace, optimizer = changed.facts.trace, optimizer_of(changed.facts, changed.epoch)[0]
    rates = trace.batch_lrs.reshape(len(trace), -1)[changed.epoch - 1]
    exact = verb == ("stand" if optimizer.kind in NOTES or getattr(optimizer, "line_search_fn", None) else "train")
    return exact and same(low, rates.min()) and same(high, rates.max()) and same(last, rates[-1]) and low != high


LOSS = r"(loss|validation loss)"
RULES = [
    rule(rf"first epoch, lr {N}", _first),
    rule(rf"(first epoch|again) at lr {N}", _used),
    rule(rf"its batches (train|stand) at {N} to {N}, the last one at {N}", _inside),
    *HAND_RULES,
    *CHANGE_RULES,
    rule(rf"{LOSS} fell to its lowest, by {N}", _fell),
    rule(rf"{LOSS} rose by {N}", _rose),
    rule(rf"{LOSS} is {N} times its lowest", _times),
    rule(rf"plateau: {LOSS} moved less than {N}% in (\d+) epochs", _flat),
    rule(rf"the {LOSS} is {N}", _no_number),
    rule(rf"diverged: the loss is {N}", _diverged),
    rule(rf"early stopping after ({EPOCHS}) without a new lowest", _stopped),
    rule(rf"end of training: lowest {LOSS} {N} in epoch (\d+)", _ended),
    rule(rf"end of training: the {LOSS} is nan in every epoch", _never),
]
