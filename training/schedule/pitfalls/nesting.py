"""Pitfall of compositions inside a SequentialLR: torch begins them a step early, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from training.experiment.schedulers import SchedulerSettings
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.pitfalls.span import Span

NO_BEGINNING = "At a milestone torch asks the next scheduler for its rate at step 0, and a composition computes none."
TWICE = "Building a SequentialLR makes the first step of what stands first, which has made its own already."


def cautions_of_nesting(run: Sequence[Span]) -> Iterator[Caution]:
    """Yield a caution for each SequentialLR that holds a composition which is begun early, or which torch fails at."""
    for span, phase in zip(run, run[0].experiment.phases, strict=True):
        for found in phase.scheduler.failures(span.length, phase.scheduler_path):
            sentence = f"T{str(found).removeprefix('t')}."
            yield Caution(f"{found.path}.schedulers", sentence, NO_BEGINNING, _mended(found.path, found.holder), "P15")
        for path, member in phase.scheduler.family(phase.scheduler_path):
            if first := member.stepped_twice:
                yield Caution(f"{path}.schedulers", _early(first), TWICE, _mended(path, member), "P15")


def _early(first: SchedulerSettings) -> str:
    """Say what comes of a first step that is made twice."""
    twice = f"Torch makes the first step of the {first.kind} inside twice"
    if milestones := first.starts():
        acts = "milestone acts" if len(milestones) == 1 else "milestones act"
        return f"{twice}: its {acts} one step early."
    return f"{twice}: its rates may come one step early."


def _mended(path: str, holder: SchedulerSettings) -> Fix:
    flat = holder.flat()
    values: dict[str, object] = {
        "schedulers": tuple(child.model_dump() for child in flat.inside),
        "milestones": tuple(flat.starts()),
    }
    label = "Write it as one sequence"
    if not all(child.begins_late for child in flat.inside):
        label, values = "Switch by hand", {"kind": "HandSwitched", **values}
    return Fix(label, tuple((f"{path}.{field}", value) for field, value in values.items()))
