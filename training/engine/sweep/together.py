"""Runs that train together as one batched network."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from time import perf_counter
from typing import Any, TypeAlias

import torch

from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.engine.failures import explain_failures
from training.engine.figures import completed
from training.engine.networks import describe_network
from training.engine.record import EpochRecord
from training.engine.sweep.batch import Batch, Figures
from training.engine.sweep.member import Member, Plan, Update, by_plan
from training.engine.sweep.rounds import Round, failed
from training.engine.sweep.shared_state import checkpoint
from training.engine.sweep.steps import AdamSteps, SGDSteps, Steps
from training.engine.threads import WORTH_THREADS, multiplications
from training.experiment.optimizers import SGD, Adam, AdamW, OptimizerSettings

Track: TypeAlias = list[Member]
# the steps of many runs as one, by what they have in common
BATCHED: dict[type[OptimizerSettings], Callable[[Any, bool], Steps]] = {
    SGD: lambda settings, momentum: SGDSteps(settings.nesterov, momentum),
    Adam: lambda settings, momentum: AdamSteps(settings.decoupled_weight_decay),
    AdamW: lambda settings, momentum: AdamSteps(decoupled=True),
}


def train_together(members: Sequence[Member], dataset: Dataset) -> Iterator[Round]:
    """Train runs that `divide` found alike, each within float32's rounding of its single run."""
    tracks, epoch = _tracks(members), members[0].epoch
    _settle_threads(members, dataset)
    try:
        with explain_failures(epoch + 1):
            batch = _batch(tracks, dataset)
        while any(tracks):
            begin, epoch = perf_counter(), epoch + 1
            ways = [
                (index, plan, track)
                for index, track in enumerate(tracks)
                for (plan, _), track in by_plan(track).items()
            ]
            with explain_failures(epoch):
                batch.select([index for index, _, _ in ways])
                figures = batch.run_epoch([plan for _, plan, _ in ways])
            seconds = (perf_counter() - begin) / sum(map(len, tracks))
            updates, tracks = list[Update](), []
            for way, ((_, plan, track), row) in enumerate(zip(ways, figures, strict=True)):
                record = completed(_record(epoch, plan, row, seconds, track[0]), partial(batch.network, way))
                ends = [member.finish(record) for member in track]
                tracks.append([member for member, update in zip(track, ends, strict=True) if not update.ended])
                updates += ends
            yield Round(updates, partial(_states, tracks, batch, dataset))
    except TrainingError as error:
        yield failed([member for track in tracks for member in track], error)


def _batch(tracks: Sequence[Track], dataset: Dataset) -> Batch:
    """Return the tracks' networks, as they stand."""
    members = [track[0] for track in tracks]
    batch = Batch([member.experiment for member in members], dataset, steps_of(members[0]))
    if states := [member.state for member in members if member.state is not None]:
        batch.restore(states, dataset)
    return batch


def _states(tracks: Sequence[Track], batch: Batch, dataset: Dataset, runs: Collection[int]) -> dict[int, bytes]:
    """Return the checkpoints of these runs, by run."""
    found = ((index, [member for member in track if member.run in runs]) for index, track in enumerate(tracks))
    states = ((batch.shared_state(index), wanted) for index, wanted in found if wanted)
    return {member.run: checkpoint(member, dataset, shared) for shared, wanted in states for member in wanted}


def _settle_threads(members: Sequence[Member], dataset: Dataset) -> None:
    """Train on one thread what several would only wait for each other with."""
    experiment = members[0].experiment
    work = multiplications(describe_network(experiment.network, dataset)) * experiment.batch_size
    if work * len(members) < WORTH_THREADS:
        torch.set_num_threads(1)


def steps_of(member: Member) -> Steps:
    """Return the batched steps of the member's optimizer, one of `BATCHED`."""
    settings = member.experiment.optimizer
    return BATCHED[type(settings)](settings, member.has_momentum)


def _tracks(members: Sequence[Member]) -> list[Track]:
    """Return the members by what they have in common so far: their seed, at the beginning."""
    tracks: dict[int, Track] = {}
    for member in members:
        tracks.setdefault(member.run if member.epoch else member.experiment.seed, []).append(member)
    return list(tracks.values())


def _record(epoch: int, plan: Plan, figures: Figures, seconds: float, member: Member) -> EpochRecord:
    """Return the record that a track's members share; `lr_after` is for each of them to say."""
    lrs = tuple(float(state[0][0]) for state in plan)  # lr is the first setting of every optimizer
    batches = lrs if member.steps_after_batch else ()
    rates = {"lr": lrs[0], "lr_after": lrs[0]}
    return EpochRecord(epoch, **rates, **figures._asdict(), seconds=seconds, batch_lrs=batches)
