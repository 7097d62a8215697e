"""Whatever is put together runs or is answered with a sentence, and what mends it leads to no new fault."""

from __future__ import annotations

from functools import cache

import pytest

from tests.random_experiments import random_experiment
from training.engine.data import load
from training.engine.data.dataset import Dataset
from training.engine.errors import DivergedError, TrainingError
from training.engine.train import train
from training.experiment.data import DataSettings
from training.experiment.experiment import Experiment, experiment_from
from training.experiment.file import plain
from training.experiment.overrides import with_overrides
from training.experiment.problems import ExperimentError
from training.schedule.pitfalls import Caution, warnings_of
from training.schedule.preview import Schedule, preview
from training.script.script import script_of

FEW, MANY = range(40), range(100, 1100)


def run_quickly(few: range, many: range) -> pytest.MarkDecorator:
    """A block of seeds in the quick suite, and many in the slow one."""
    blocks = [few, *(pytest.param(range(low, low + 100), marks=pytest.mark.slow) for low in many[::100])]
    return pytest.mark.parametrize("seeds", blocks, ids=lambda seeds: f"from {seeds[0]}")


@cache
def loaded(data: DataSettings) -> Dataset:
    return load(data)


def planned(experiment: Experiment) -> Schedule | str:
    """The schedule, or the sentence that says why there is none."""
    try:
        return preview(experiment, loaded(experiment.data).rows)
    except ExperimentError as error:
        return str(error)


def trained(experiment: Experiment) -> str:
    """Train it; the sentence with which it ended before its time, but for a loss that left the numbers."""
    try:
        for _ in train(experiment, loaded(experiment.data)):
            pass
    except DivergedError:
        return ""
    except TrainingError as error:
        return str(error)
    return ""


def warned(experiment: Experiment, schedule: Schedule | str) -> list[Caution]:
    return warnings_of(experiment, schedule if isinstance(schedule, Schedule) else None, loaded(experiment.data).rows)


def same(one: Caution, other: Caution) -> bool:
    """Whether both are about the same, whatever their numbers."""
    return (one.pitfall, one.path, one.reason) == (other.pitfall, other.path, other.reason)


@run_quickly(FEW, MANY)
def test_what_is_planned_without_a_word_can_be_trained(seeds: range) -> None:
    for experiment in filter(None, map(random_experiment, seeds)):
        schedule = planned(experiment)
        if isinstance(schedule, Schedule):
            assert script_of(experiment, loaded(experiment.data))
        ended = trained(experiment)

        stops = any("Torch stops" in caution.message for caution in warned(experiment, schedule))
        if isinstance(schedule, Schedule) and not stops:
            assert not ended or "too large" in ended


@run_quickly(FEW, MANY)
def test_a_fix_leads_to_an_experiment_that_trains_without_its_caution(seeds: range) -> None:
    for experiment in filter(None, map(random_experiment, seeds)):
        for caution in warned(experiment, planned(experiment)):
            if caution.fix is None:
                continue
            mended = experiment_from(with_overrides(plain(experiment), caution.fix.overrides))
            schedule = planned(mended)

            assert isinstance(schedule, Schedule), (caution, schedule)
            assert not any(same(caution, left) for left in warned(mended, schedule)), caution
            assert trained(mended) == "" or trained(experiment), caution
