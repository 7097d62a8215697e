"""Pitfall of compositions inside a SequentialLR: torch begins them a step early, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from training.experiment.schedulers import ChainedScheduler, Composition, SequentialLR
from training.schedule.nesting import Failure, failures_of
from training.schedule.pitfalls.caution import Caution, Fix
from training.schedule.pitfalls.turn import Turn

NO_BEGINNING = "At a milestone torch asks the next scheduler for its rate at step 0, and a composition computes none."
TWICE = "Building a SequentialLR makes the first step of what stands first, which has made its own already."


def cautions_of_nesting(run: Sequence[Turn]) -> Iterator[Caution]:
    """Yield a caution for each SequentialLR that holds a composition which is begun early, or which torch fails at."""
    for turn, phase in zip(run, run[0].experiment.phases, strict=True):
        for found in failures_of(phase.scheduler, turn.length, phase.scheduler_path):
            sentence = f"T{str(found).removeprefix('t')}."
            yield Caution(f"{found.path}.schedulers", sentence, NO_BEGINNING, _mended(found), "P15")
        for path, member in phase.scheduler.family(phase.scheduler_path):
            if isinstance(member, SequentialLR) and isinstance(member.schedulers[0], Composition):
                first = Failure(path, member, 0)
                yield Caution(f"{path}.schedulers", _early(member), TWICE, _mended(first), "P15")


def _early(holder: SequentialLR) -> str:
    """Say what comes of a first step that is made twice."""
    first = holder.schedulers[0]
    twice = f"Torch makes the first step of the {first.kind} inside twice"
    if isinstance(first, SequentialLR) and first.milestones:
        acts = "milestone acts" if len(first.milestones) == 1 else "milestones act"
        return f"{twice}: its {acts} one step early."
    return f"{twice}: its rates may come one step early."


def _mended(found: Failure) -> Fix:
    flat = found.holder.flat()
    values: dict[str, object] = {
        "schedulers": tuple(child.model_dump() for child in flat.schedulers),
        "milestones": flat.milestones,
    }
    label = "Write it as one sequence"
    if any(isinstance(child, ChainedScheduler) for child in flat.schedulers):
        label, values = "Switch by hand", {"kind": "HandSwitched", **values}
    return Fix(label, tuple((f"{found.path}.{field}", value) for field, value in values.items()))
