"""Which runs train together, which share their past, and which have nothing in common."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

import torch

from training.engine.data.dataset import Dataset
from training.engine.device import choose_device
from training.engine.direct.keeping import verdict
from training.engine.networks import Layer, build_network, describe_network
from training.engine.sweep.member import Member
from training.engine.sweep.stack import may_stack
from training.engine.sweep.together import BATCHED
from training.engine.threads import WORTH_THREADS, multiplications
from training.experiment.experiment import Experiment

FEWEST = 4  # runs for which a batch is faster than one after the other
MOST_NUMBERS = 1 << 26  # float32 that a batch keeps of an epoch: 256 MB


class Ways(NamedTuple):
    """Groups of members: those that train together, and those that share their past at most."""

    batches: list[list[Member]]
    families: list[list[Member]]


def divide(members: Sequence[Member], dataset: Dataset, exact: bool) -> Ways:
    """Return how the members of one data set train; `exact`: each as it would alone, to the last bit."""
    groups = _grouped((None if exact else _batch_key(member), member) for member in members)
    batches, alone = list[list[Member]](), groups.pop(None, [])
    for group in groups.values():
        limit = _largest_batch(group[0].experiment, dataset)
        if min(limit, len(group)) < FEWEST:
            alone += group
        else:
            batches += _pieces(sorted(group, key=lambda member: member.experiment.seed), limit)
    return Ways(batches, families(alone))


def families(members: Iterable[Member]) -> list[list[Member]]:
    """Return the members by what they share of their past at most."""
    return list(_grouped((_family(member), member) for member in members).values())


def _grouped(pairs: Iterable[tuple[Hashable, Member]]) -> dict[Hashable, list[Member]]:
    groups: dict[Hashable, list[Member]] = {}
    for key, member in pairs:
        groups.setdefault(key, []).append(member)
    return groups


def _pieces(members: list[Member], limit: int) -> Iterator[list[Member]]:
    for start in range(0, len(members), limit):
        yield members[start : start + limit]


def _family(member: Member) -> Hashable:
    """Return what runs that share their past have in common: all but the schedule and the end.

    What a run has trained before is its own.
    """
    if member.epoch:
        return member.run
    ours = {"scheduler": None, "step_scheduler": None, "epochs": None, "early_stopping": None, "edits": ()}
    return member.steps_after_batch, member.experiment.model_copy(update=ours)


def _batch_key(member: Member) -> Hashable | None:
    """Return what runs that train together have in common; None for one that cannot be batched."""
    experiment, optimizer = member.experiment, member.experiment.optimizer
    numbers = optimizer.arguments()
    special = experiment.grouped or experiment.clip_grad_norm or experiment.class_weights != "none"
    renewed = any(edit.optimizer is not None for edit in experiment.edits)
    if special or renewed or type(optimizer) not in BATCHED or numbers.get("amsgrad") or not member.keeps_momentum:
        return None
    switches = (value for value in numbers.values() if isinstance(value, bool))
    stages = experiment.data, experiment.network, optimizer.kind, *switches, member.has_momentum
    return *stages, experiment.batch_size, experiment.device, member.steps_after_batch, member.epoch


def _largest_batch(experiment: Experiment, dataset: Dataset) -> int:
    """Return how many runs fit into a batch; 0 where one after the other is no slower."""
    with torch.device("meta"):
        network = build_network(experiment.network, dataset)
    layers = describe_network(experiment.network, dataset)
    large = multiplications(layers) * experiment.batch_size >= WORTH_THREADS
    if not (may_stack(network) and verdict().covers(network)) or (
        large and choose_device(experiment.device).type == "cpu"
    ):
        return 0
    return MOST_NUMBERS // _numbers(layers, experiment, dataset)


def _numbers(layers: Sequence[Layer], experiment: Experiment, dataset: Dataset) -> int:
    """Return how many numbers a run keeps of an epoch: the logits and places of all rows, a batch in each layer."""
    of_rows = (dataset.rows + dataset.val_rows) * (len(dataset.classes) + 3)
    batch = experiment.batch_size * (len(dataset.features) + sum(2 * layer.shape[0] for layer in layers))
    return of_rows + batch + 4 * sum(layer.parameters for layer in layers)
