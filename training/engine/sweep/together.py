"""Runs that train together as one batched network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import Any, TypeAlias

import torch

from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.engine.failures import explain_failures
from training.engine.networks import describe_network
from training.engine.record import EpochRecord
from training.engine.sweep.batch import Batch, Figures
from training.engine.sweep.member import Member, Plan, Update, by_plan
from training.engine.sweep.steps import AdamSteps, SGDSteps, Steps
from training.engine.threads import WORTH_THREADS, multiplications

Track: TypeAlias = list[Member]


def train_together(members: Sequence[Member], dataset: Dataset) -> Iterator[Update]:
    """Train runs that `divide` found alike, each within float32's rounding of its single run."""
    tracks, epoch = _by_seed(members), 0
    _settle_threads(members, dataset)
    try:
        with explain_failures(1):
            batch = Batch([track[0].experiment for track in tracks], dataset, steps_of(members[0]))
        while any(tracks):
            begin, epoch = perf_counter(), epoch + 1
            ways = [(place, *way) for place, track in enumerate(tracks) for way in by_plan(track).items()]
            with explain_failures(epoch):
                batch.select([place for place, _, _ in ways])
                figures = batch.run_epoch([plan for _, plan, _ in ways])
            seconds = (perf_counter() - begin) / sum(map(len, tracks))
            tracks = []
            for (_, plan, track), row in zip(ways, figures, strict=True):
                record = _record(epoch, plan, row, seconds, track[0])
                updates = [member.finish(record) for member in track]
                tracks.append([member for member, update in zip(track, updates, strict=True) if not update.ended])
                yield from updates
    except TrainingError as error:
        yield from (member.fail(error) for track in tracks for member in track)


def _settle_threads(members: Sequence[Member], dataset: Dataset) -> None:
    """Train on one thread what several would only wait for each other with."""
    experiment = members[0].experiment
    work = multiplications(describe_network(experiment.network, dataset)) * experiment.batch_size
    if work * len(members) < WORTH_THREADS:
        torch.set_num_threads(1)


def steps_of(member: Member) -> Steps:
    """Return the batched steps of the member's optimizer, one of `BATCHED`."""
    settings: Any = member.experiment.optimizer
    if settings.kind == "SGD":
        return SGDSteps(settings.nesterov, momentum=member.has_momentum)
    return AdamSteps(settings.kind == "AdamW" or settings.decoupled_weight_decay)


def _by_seed(members: Sequence[Member]) -> list[Track]:
    tracks: dict[int, Track] = {}
    for member in members:
        tracks.setdefault(member.experiment.seed, []).append(member)
    return list(tracks.values())


def _record(epoch: int, plan: Plan, figures: Figures, seconds: float, member: Member) -> EpochRecord:
    """Return the record that a track's members share; `lr_after` is for each of them to say."""
    lrs = tuple(float(state[0][0]) for state in plan)  # lr is the first setting of every optimizer
    record = EpochRecord(epoch, lrs[0], lrs[0], *figures, seconds)
    return record._replace(batch_lrs=lrs) if member.steps_after_batch else record
