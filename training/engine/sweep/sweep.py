"""A sweep: many experiments in, their epochs out as they are finished."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from time import perf_counter

from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.data.errors import DataError
from training.engine.device import choose_device
from training.engine.sweep.exact import train_exactly
from training.engine.sweep.member import CAUSES, Member, Update
from training.engine.sweep.together import train_together
from training.engine.sweep.ways import divide
from training.engine.sweep.workers import Family, cores, train_in_workers
from training.experiment.data import DataSettings
from training.experiment.experiment import Experiment

START_UP = 4.0  # seconds until worker processes are at work; what is done sooner needs none


def sweep(
    experiments: Sequence[Experiment], datasets: Mapping[DataSettings, Dataset] | None = None, exact: bool = False
) -> Generator[Update, None, None]:
    """Train all experiments and yield each finished epoch of each; whoever iterates may stop between two of them.

    Runs of one network shape train together, each within float32's rounding of its single run; all others, or all
    if `exact`, equal theirs to the last bit. What goes wrong with a run ends this run only, and its last update says
    so. `datasets` need not be loaded again. `seconds` of a record is the run's share of the wall time.
    """
    families = list[Family]()
    for settings, places in _by_data(experiments).items():
        try:
            dataset = datasets[settings] if datasets and settings in datasets else load(settings)
        except DataError as error:
            yield from (Update(place, None, True, str(error)) for place in places)
            continue
        members = list[Member]()
        for place in places:
            try:
                choose_device(experiments[place].device)
                members.append(Member(place, experiments[place], dataset.rows))
            except CAUSES as error:
                yield Update(place, None, True, str(error))
        ways = divide(members, dataset, exact)
        for batch in ways.batches:
            yield from train_together(batch, dataset)
        families += [Family(members, dataset) for members in ways.families]
    yield from _train_families(families)


def _by_data(experiments: Sequence[Experiment]) -> dict[DataSettings, list[int]]:
    """Return the experiments' places by their data, which are loaded once."""
    places: dict[DataSettings, list[int]] = {}
    for place, experiment in enumerate(experiments):
        places.setdefault(experiment.data, []).append(place)
    return places


def _train_families(families: list[Family]) -> Iterator[Update]:
    """Train families here for a moment, and the rest in worker processes where there are cores for them."""
    begin = perf_counter()
    while families:
        if perf_counter() - begin > START_UP and min(len(families), cores()) > 1 and _on_cpu(families):
            yield from train_in_workers(families, min(len(families), cores()))
            return
        members, dataset = families.pop(0)
        yield from train_exactly(members, dataset)


def _on_cpu(families: list[Family]) -> bool:
    return all(choose_device(family.members[0].experiment.device).type == "cpu" for family in families)
