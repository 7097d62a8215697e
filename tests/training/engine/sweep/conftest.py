"""A sweep's updates against the single runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.errors import TrainingError
from training.engine.record import EpochRecord
from training.engine.sweep.member import Member, Update
from training.engine.sweep.rounds import Report, Round
from training.engine.train import train
from training.experiment.data import DataSettings
from training.experiment.experiment import Experiment

FIGURES = slice(3, 7)  # losses and accuracies
Run = tuple[list[EpochRecord], str]


@cache
def data_of(settings: DataSettings) -> Dataset:
    return load(settings)


def members(experiments: Sequence[Experiment]) -> list[Member]:
    return [Member(run, experiment, data_of(experiment.data).rows) for run, experiment in enumerate(experiments)]


def updates_of(rounds: Iterable[Round | Report]) -> Iterator[Update]:
    """Yield what the rounds tell, one epoch after the other."""
    for told in rounds:
        yield from told.updates


def runs_of(updates: Iterable[Update], count: int) -> list[Run]:
    """Return the records of each run and its message; each has one end, its last update."""
    records: list[list[EpochRecord]] = [[] for _ in range(count)]
    ends: dict[int, str] = {}
    for update in updates:
        assert update.run not in ends
        if update.record is not None:
            records[update.run].append(update.record)
        if update.ended:
            ends[update.run] = update.message
    return [(records[run], ends[run]) for run in range(count)]


def single(experiment: Experiment) -> Run:
    """Return what `train` makes of the experiment alone."""
    records: list[EpochRecord] = []
    try:
        records.extend(train(experiment, data_of(experiment.data)))
    except TrainingError as error:
        return records, str(error)
    return records, ""


def without_time(run: Run) -> Any:
    """Return a run that `==` compares, nan with nan: all but the seconds."""
    records, message = run
    return [repr(record._replace(seconds=0.0)) for record in records], message


def distance(run: Run, other: Run) -> float:
    """Return the largest difference of a figure; everything else must be equal."""
    (records, message), (others, other_message) = run, other
    assert (len(records), message) == (len(others), other_message)
    largest = 0.0
    for record, its in zip(records, others, strict=True):
        assert (record[:3], record[8:]) == (its[:3], its[8:])
        for mine, theirs in zip(record[FIGURES], its[FIGURES], strict=True):
            assert (mine is None) == (theirs is None)
            largest = max(largest, abs((mine or 0) - (theirs or 0)))
    return largest
