"""What is known of the rates under other versions of torch than the installed one; tests/golden/ holds the rates."""

from __future__ import annotations

from typing import NamedTuple

from training.experiment.experiment import Experiment
from training.machine.requirements import release

OLDEST, NEWEST = "2.11", "2.15"  # that Stepwell was tried with
TRIED = f"{OLDEST} to {NEWEST}"


class Difference(NamedTuple):
    """Rates of a kind of scheduler that a version of torch changed."""

    since: str
    kind: str
    change: str
    here: str  # what it comes to for a schedule that Stepwell takes


DIFFERENCES = (
    Difference(
        "2.13",
        "SequentialLR",
        "torch 2.13 changed SequentialLR where a milestone is 0 (before, the first scheduler began nevertheless)",
        "no milestone is 0 here",
    ),
)


def differences(experiment: Experiment, version: str) -> list[str]:
    """Return sentences about the experiment's rates under this version of torch, such as `2.13.0+cpu`, and others."""
    installed, newest = release(version)[:2], release(NEWEST)
    name = ".".join(map(str, installed))
    if installed > newest:
        return [
            f"torch {name} is newer than what Stepwell was tried with ({TRIED}); "
            "rates are always computed by your torch itself"
        ]
    kinds = {member.kind for phase in experiment.phases for _, member in phase.scheduler.family()}
    touching = [difference for difference in DIFFERENCES if difference.kind in kinds]
    alike = f"the same in every torch from {TRIED}"
    return [f"{alike}: {found.change}, and {found.here}" for found in touching] or [alike]
