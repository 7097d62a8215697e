"""Schedulers inside schedulers, as plain values, for the tests of the form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from training.experiment.schedulers import CHILDREN, COMPOSITIONS

LINEAR = {"kind": "LinearLR", "start_factor": 0.1, "end_factor": 1.0, "total_iters": 3}
COSINE = {"kind": "CosineAnnealingLR", "T_max": 7, "eta_min": 0.0}
STEP = {"kind": "StepLR", "step_size": 5, "gamma": 0.5}
EXPONENTIAL = {"kind": "ExponentialLR", "gamma": 0.9}


def sequence(*parts: dict[str, Any], milestones: Sequence[int], kind: str = "SequentialLR") -> dict[str, Any]:
    """A composition of these parts."""
    return {"kind": kind, "schedulers": parts, "milestones": tuple(milestones)}


THREE = sequence(LINEAR, COSINE, STEP, milestones=(2, 6))
NESTED = sequence(
    LINEAR, sequence(STEP, sequence(COSINE, EXPONENTIAL, milestones=(2,)), milestones=(3,)), milestones=(2,)
)

DEEP = "scheduler.schedulers[1].schedulers[1].schedulers[1].gamma"  # in NESTED


def changes(table: dict[str, Any]) -> list[tuple[str, Any]]:
    """What makes this composition of any scheduler."""
    return [(f"scheduler.{name}", value) for name, value in table.items()]


simple = st.sampled_from([child.suggested() for child in CHILDREN if child not in COMPOSITIONS])


def _composed(parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    lists = st.lists(parts, min_size=1, max_size=4).map(tuple)
    relays = st.tuples(st.sampled_from(["SequentialLR", "HandSwitched"]), lists).map(
        lambda drawn: sequence(*drawn[1], milestones=range(1, len(drawn[1])), kind=drawn[0])
    )
    return relays | lists.map(lambda drawn: {"kind": "ChainedScheduler", "schedulers": drawn})


schedulers = st.recursive(simple, _composed, max_leaves=6)
compositions = _composed(schedulers)
