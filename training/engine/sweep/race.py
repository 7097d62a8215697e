"""A race: the same seed and batches under several schedules, epoch by epoch side by side."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from functools import partial
from typing import NamedTuple

from training.engine.data.dataset import Dataset
from training.engine.device import choose_device
from training.engine.errors import TrainingError
from training.engine.failures import explain_failures
from training.engine.memory import check_memory
from training.engine.sweep.branch import Branch
from training.engine.sweep.exact import Fork, states_of
from training.engine.sweep.member import CAUSES, Member, Update, by_plan
from training.engine.sweep.rounds import Round, failed
from training.engine.sweep.ways import families
from training.engine.threads import settle_threads
from training.experiment.experiment import Experiment


class Lane(NamedTuple):
    """Contestants that nothing has parted so far, on weights that they share."""

    branch: Branch
    members: list[Member]


def race(experiments: Sequence[Experiment], dataset: Dataset) -> Generator[Update, None, None]:
    """Train experiments of one data set in lock-step: an epoch of all of them, in order, before the next of any.

    Each equals its single run to the last bit, so those that differ in the schedule only have equal losses until
    their rates first differ; till then they are trained once. What goes wrong with one leaves the others alone.
    """
    members = list[Member]()
    for run, experiment in enumerate(experiments):
        try:
            members.append(Member(run, experiment, dataset.rows))
        except CAUSES as error:
            yield Update(run, None, True, str(error))
    for finished in race_rounds(members, dataset):
        yield from finished.updates


def race_rounds(members: Sequence[Member], dataset: Dataset) -> Generator[Round, None, None]:
    """Yield an epoch of all members at a time; those that lag behind the others catch up first."""
    lanes, apart = list[Lane](), families(members)
    try:
        check_memory([family[0].experiment for family in apart], dataset, choose_device(members[0].experiment.device))
    except TrainingError as error:
        yield failed(members, error)
        return
    for family in apart:
        try:
            with explain_failures(family[0].epoch + 1):
                branch = Branch(family[0], dataset)
                lanes += _parted(Lane(branch, family), dataset)
            settle_threads(branch)
        except TrainingError as error:
            yield failed(family, error)
    while lanes:
        epoch, updates, going = min(lane.branch.epoch for lane in lanes), list[Update](), list[Lane]()
        for lane in lanes:
            if lane.branch.epoch > epoch:
                going.append(lane)
                continue
            found, rest = _advanced(lane, dataset)
            updates += found
            going += rest
        lanes = going
        yield Round(sorted(updates, key=lambda update: update.run), partial(_states, lanes))


def _advanced(lane: Lane, dataset: Dataset) -> tuple[list[Update], list[Lane]]:
    """Train a lane's next epoch; return what has come of it, and the lanes in which its members go on."""
    branch, members = lane
    updates = list[Update]()
    try:
        with explain_failures(branch.epoch + 1):
            record = branch.train(members[0])
            record = record._replace(seconds=record.seconds / len(members))
            updates = [member.finish(record) for member in members]
            members = [member for member, update in zip(members, updates, strict=True) if not update.ended]
            return updates, _parted(Lane(branch, members), dataset)
    except TrainingError as error:
        return updates + failed(members, error).updates, []


def _parted(lane: Lane, dataset: Dataset) -> list[Lane]:
    """Return a lane for each plan of the members; all but the first take over the weights."""
    parts = list(by_plan(lane.members).values())
    if len(parts) < 2:
        return [Lane(lane.branch, part) for part in parts]
    snapshot, lanes = lane.branch.snapshot(), [Lane(lane.branch, parts[0])]
    for part in parts[1:]:
        lanes.append(Lane(Branch(part[0], dataset), part))
        lanes[-1].branch.take_over(snapshot)
    return lanes


def _states(lanes: Sequence[Lane], runs: Collection[int]) -> dict[int, bytes]:
    """Return the checkpoints of these runs, by run."""
    states: dict[int, bytes] = {}
    for branch, members in lanes:
        states |= states_of(branch, [Fork(members, branch.snapshot())], runs)
    return states
