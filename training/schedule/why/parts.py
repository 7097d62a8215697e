"""From what was watched to the parts of an explanation."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from training.experiment.schedulers import SCHEDULERS, SchedulerSettings
from training.schedule.explain import number
from training.schedule.why.deciding import deciding, numbers
from training.schedule.why.explanation import Part
from training.schedule.why.replay import Watched
from training.schedule.why.watch import Act

RULES = {scheduler.model_fields["kind"].default: scheduler.rule for scheduler in SCHEDULERS}


def parts_of(settings: SchedulerSettings, done: int, step: Watched, group: int, batch: int | None) -> Iterator[Part]:
    """Yield what led to the group's rate in a step, the outermost scheduler first; it was its step number `done`."""
    yield from _manual_switch(settings, done, step, group, batch)
    for act in _leading(step, group):
        yield _part(act, group, batch)


def parts_of_edit(edited: Watched, group: int) -> Iterator[Part]:
    """Yield what the new scheduler did to the group's rate when it was built; nothing if it left it as it was."""
    for act in _leading(edited, group):
        if act.before[group] != act.after[group]:
            yield _part(act, group, None)


def _part(act: Act, group: int, batch: int | None) -> Part:
    kind, index = type(act.scheduler).__name__, deciding(act, group)
    executed = act.executed[index]
    reading = executed.reading(group)
    return Part(
        kind,
        RULES[kind],
        executed.method,
        act.last_epoch,
        tuple(numbers(act, index, group).items()),
        reading.formula if executed.computes and act.before[group] != act.after[group] else "",
        executed.source,
        act.before[group],
        act.after[group],
        batch,
    )


def _leading(step: Watched, group: int) -> list[Act]:
    """Return the acts that led to the rate; a rate that was set back while a composition was built is none of them."""
    rate, kept = step.after[group], list[Act]()
    for act in reversed(step.acts):
        changed = act.before[group] != rate and act.after[group] == rate
        if act.calling is not None or changed:
            kept.insert(0, act)
        if act.calling is None and changed:
            rate = act.before[group]
    acted = any(act.calling is None for act in kept)
    return kept if acted else kept + [act for act in step.acts if act.calling is None][-1:]


def _manual_switch(
    settings: SchedulerSettings, done: int, step: Watched, group: int, batch: int | None
) -> Iterator[Part]:
    """Yield what the training loop did, which builds the next scheduler once `done` reaches a milestone."""
    if not settings.switched:
        return
    milestones = settings.starts()
    acting = bisect_right(milestones, done - 1)
    shown = [("acting", f"{settings.inside[acting].kind}, {acting + 1} of {len(settings.inside)}")]
    if done in milestones:
        found = next((act.before[group] for act in step.acts if act.building), step.after[group])
        shown += [("milestone", str(done)), ("built anew", f"{settings.inside[acting + 1].kind} at {number(found)}")]
    rates = step.before[group], step.after[group]
    yield Part(settings.kind, settings.rule, "", done, tuple(shown), "", None, *rates, batch)
    start = milestones[acting - 1] if acting else 0
    yield from _manual_switch(settings.inside[acting], done - start, step, group, batch)
