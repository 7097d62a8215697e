"""Where a run of a sweep stands: the checkpoint that its single training would have there."""

from __future__ import annotations

from typing import Any, NamedTuple

from torch import Tensor

from training.engine.checkpoint import packed
from training.engine.data.dataset import Dataset
from training.engine.sweep.member import Member


class Standing(NamedTuple):
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


def checkpoint(member: Member, dataset: Dataset, standing: Standing) -> bytes:
    """Return all that the run's own training needs to go on from there."""
    own = member.standing()
    groups = [
        {**values, "params": parameters} for values, parameters in zip(own.pop("groups"), standing.groups, strict=True)
    ]
    return packed(
        {
            "epoch": standing.epoch,
            "data": dataset.fingerprint,
            "network": standing.weights,
            "optimizer": {"state": standing.memory, "param_groups": groups},
            "batches": standing.batches,
            "random": standing.random,
            "cuda": standing.cuda,
            **own,
        }
    )
