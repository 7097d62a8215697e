"""What an optimizer makes of the rate, told behind a change: known here by its class, from torch's own source."""

from __future__ import annotations

from typing import Any

from tests.claims.facts import Facts

NOTES = {
    "Rprop": "Rprop reads lr at its first step only, and sizes each weight's step itself from there.",
    "Adafactor": "Adafactor takes min(lr, 1/√step).",
    "ASGD": "ASGD takes each lr one step later, divided by (1 + lambd × lr × steps made)^alpha.",
}
ACTS = (
    r"(used from epoch \d+|no epoch left to use it|then comes a change by hand"
    r"|Adafactor takes min\(lr, 1/√step\) from epoch \d+|taken by ASGD one step after epoch \d+ begins"
    r"|not read by Rprop, which looks at lr in its first step only"
    r"|(?:read by Rprop at|not read by Rprop before) the first step of the (?:head|body) in epoch \d+(?: only)?)"
)


def optimizer_of(facts: Facts, epoch: int) -> Any:
    """Return the optimizer that trains an epoch, and the epoch in which it was built."""
    edits = [edit for edit in facts.experiment.edits if edit.optimizer is not None and edit.epoch <= epoch]
    return (edits[-1].optimizer, edits[-1].epoch) if edits else (facts.experiment.optimizer, 1)


def taken(facts: Facts, epoch: int, told: str) -> bool:
    """Check what is said of a rate that an epoch begins with."""
    (optimizer, begun), kind = optimizer_of(facts, epoch), ""
    kind = optimizer.kind
    if kind == "Rprop":
        return _read_once(facts, epoch, begun, told)
    words = {"Adafactor": f"Adafactor takes min(lr, 1/√step) from epoch {epoch - 1 + facts.first}"}
    words |= {"ASGD": f"taken by ASGD one step after epoch {epoch - 1 + facts.first} begins"}
    return told == words.get(kind, f"used from epoch {epoch - 1 + facts.first}")


def _read_once(facts: Facts, epoch: int, begun: int, told: str) -> bool:
    """Check a change before an epoch against the first steps of body and head; a frozen part waits for its own."""
    experiment = facts.experiment
    frozen = {"body": experiment.freeze_body, "head": experiment.freeze_head} if experiment.grouped else {"": 0}
    coming = sorted((max(begun, 1 + epochs), part) for part, epochs in frozen.items())
    coming = [(start, part) for start, part in coming if epoch <= start <= experiment.epochs]
    if not coming:
        return told == "not read by Rprop, which looks at lr in its first step only"
    where = f"the first step of the {coming[0][1]} in epoch {coming[0][0] - 1 + facts.first}"
    now = coming[0][0] == epoch
    return told == (f"read by Rprop at {where} only" if now else f"not read by Rprop before {where}")
