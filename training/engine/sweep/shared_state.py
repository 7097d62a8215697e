"""Where a run of a sweep stands: the checkpoint that its single training would have there."""

from __future__ import annotations

from typing import Any, NamedTuple

from torch import Tensor

from training.engine.checkpoint import packed
from training.engine.data.dataset import Dataset
from training.engine.sweep.member import Member


class SharedState(NamedTuple):
    """What members that train as one have in common, in torch's own form, on no matter which device.

    `memory` is the optimizer's, by the numbers of the parameters; `groups` are these numbers by parameter group.
    """

    epoch: int
    weights: dict[str, Tensor]
    memory: dict[int, dict[str, Any]]
    groups: list[list[int]]
    batches: Tensor
    random: Tensor
    cuda: Tensor | None = None


def checkpoint(member: Member, dataset: Dataset, shared: SharedState) -> bytes:
    """Return all that the run's own training needs to go on from there."""
    own = member.own_state()
    groups = [
        {**values, "params": parameters} for values, parameters in zip(own.pop("groups"), shared.groups, strict=True)
    ]
    return packed(
        {
            "epoch": shared.epoch,
            "data": dataset.fingerprint,
            "network": shared.weights,
            "optimizer": {"state": shared.memory, "param_groups": groups},
            "batches": shared.batches,
            "random": shared.random,
            "cuda": shared.cuda,
            **own,
        }
    )
