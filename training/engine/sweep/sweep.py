"""A sweep: many experiments in, their epochs out as they are finished."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from time import perf_counter
from typing import NamedTuple

from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.data.errors import DataError
from training.engine.device import choose_device
from training.engine.memory import room_for
from training.engine.sweep.exact import train_exactly
from training.engine.sweep.member import CAUSES, Member, Past, Update
from training.engine.sweep.race import race_rounds
from training.engine.sweep.rounds import Report, reported
from training.engine.sweep.together import train_together
from training.engine.sweep.ways import divide
from training.engine.sweep.workers import Family, cores, train_in_workers
from training.experiment.data import DataSettings
from training.experiment.experiment import Experiment

START_UP = 4.0  # seconds until worker processes are at work; what is done sooner needs none


class Way(StrEnum):
    """How the runs of a sweep are trained: as fast as it goes, each to the last bit as alone, or side by side."""

    FAST = "fast"
    EXACT = "exact"
    RACE = "race"

    @property
    def word(self) -> str:
        """Return what such runs together are called."""
        return "race" if self is Way.RACE else "sweep"


class Job(NamedTuple):
    """A run to train, by its position in the sweep, from the beginning or from where it stands."""

    run: int
    experiment: Experiment
    past: Past | None = None


def sweep(
    experiments: Sequence[Experiment], datasets: Mapping[DataSettings, Dataset] | None = None, exact: bool = False
) -> Generator[Update, None, None]:
    """Train all experiments and yield each finished epoch of each; whoever iterates may stop between two of them.

    Runs of one network shape train together, each within float32's rounding of its single run; all others, or all
    if `exact`, equal theirs to the last bit. What goes wrong with a run ends this run only, and its last update says
    so. `datasets` need not be loaded again. `seconds` of a record is the run's share of the wall time.
    """
    jobs = [Job(run, experiment) for run, experiment in enumerate(experiments)]
    for report in reports(jobs, datasets, Way.EXACT if exact else Way.FAST):
        yield from report.updates


def reports(
    jobs: Iterable[Job],
    datasets: Mapping[DataSettings, Dataset] | None = None,
    way: Way = Way.FAST,
    every: float | None = None,
) -> Generator[Report, None, None]:
    """Train all jobs as `sweep` does, and yield what comes at one time together.

    Every so many seconds a report brings the checkpoints of the runs that go on. Throw Leave into the generator to
    have those that are due before it ends.
    """
    families = list[Family]()
    for settings, part in _by_data(jobs).items():
        members, ends, dataset = _members(settings, part, datasets or {})
        yield Report(ends, {})
        if dataset is None:
            continue
        if way is Way.RACE:
            yield from reported(race_rounds(members, dataset), every)
            continue
        ways = divide(members, dataset, way is Way.EXACT)
        for batch in ways.batches:
            yield from reported(train_together(batch, dataset), every)
        families += [Family(family, dataset) for family in ways.families]
    yield from _train_families(families, every)


def _by_data(jobs: Iterable[Job]) -> dict[DataSettings, list[Job]]:
    """Return the jobs by their data, which are loaded once."""
    parts: dict[DataSettings, list[Job]] = {}
    for job in jobs:
        parts.setdefault(job.experiment.data, []).append(job)
    return parts


def _members(
    settings: DataSettings, jobs: Sequence[Job], datasets: Mapping[DataSettings, Dataset]
) -> tuple[list[Member], list[Update], Dataset | None]:
    """Return the jobs that can begin, the ends of those that cannot, and the data."""
    members, ends = list[Member](), list[Update]()
    try:
        dataset = datasets[settings] if settings in datasets else load(settings)
    except DataError as error:
        return [], [Update(job.run, None, True, str(error)) for job in jobs], None
    for job in jobs:
        try:
            choose_device(job.experiment.device)
            members.append(Member(job.run, job.experiment, dataset.rows, job.past))
        except CAUSES as error:
            ends.append(Update(job.run, None, True, str(error)))
    return members, ends, dataset


def _train_families(families: list[Family], every: float | None) -> Iterator[Report]:
    """Train families here for a moment, and the rest in worker processes where there are cores for them."""
    begin = perf_counter()
    while families:
        if perf_counter() - begin > START_UP and min(len(families), cores()) > 1 and _on_cpu(families):
            yield from train_in_workers(families, _processes(families), every)
            return
        members, dataset = families.pop(0)
        yield from reported(train_exactly(members, dataset), every)


def _processes(families: list[Family]) -> int:
    """Return how many families are trained at one time: as many as there are cores, and as the memory holds."""
    rooms = (room_for(family.members[0].experiment, family.dataset) for family in families)
    return max(1, min([len(families), cores(), *(room for room in rooms if room is not None)]))


def _on_cpu(families: list[Family]) -> bool:
    return all(choose_device(family.members[0].experiment.device).type == "cpu" for family in families)
